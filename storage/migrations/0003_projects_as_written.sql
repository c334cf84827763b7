-- A project's instants inside its JSON become ISO text, as its days already are.

UPDATE projects
SET data = json_replace(
    data, '$.submitted_at',
    strftime('%Y-%m-%dT%H:%M:%S', json_extract(data, '$.submitted_at') / 1000000, 'unixepoch')
    || printf('.%06dZ', json_extract(data, '$.submitted_at') % 1000000)
)
WHERE json_type(data, '$.submitted_at') = 'integer';

UPDATE projects
SET data = json_replace(
    data, '$.decided_at',
    strftime('%Y-%m-%dT%H:%M:%S', json_extract(data, '$.decided_at') / 1000000, 'unixepoch')
    || printf('.%06dZ', json_extract(data, '$.decided_at') % 1000000)
)
WHERE json_type(data, '$.decided_at') = 'integer';

UPDATE projects
SET data = json_replace(
    data, '$.proposal.at',
    strftime('%Y-%m-%dT%H:%M:%S', json_extract(data, '$.proposal.at') / 1000000, 'unixepoch')
    || printf('.%06dZ', json_extract(data, '$.proposal.at') % 1000000)
)
WHERE json_type(data, '$.proposal.at') = 'integer';
