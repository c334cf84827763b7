// The page's own words, in the two languages. The bot's words come from the bot.

const WORDS = {
  fr: {
    title: 'Répétition', tagline: 'Le vrai robot, un Telegram pour essayer', skip: 'Aller aux téléphones',
    phones: 'Téléphones', phone: 'Téléphone : {name}', clock: 'Horloge', accidents: 'Accidents', scenes: 'Scènes',
    wall: 'Coulisses', settings: 'Réglages', language: 'Langue', theme: 'Couleurs', auto: 'Automatiques', light: 'Claires', dark: 'Sombres',
    hour: '+ 1 h', day: '+ 1 jour', week: '+ 1 sem.', due: 'Prochain rappel', noDue: 'Aucun rappel prévu',
    dueAt: 'Aller au prochain rappel : {when}', passing: 'Le temps passe…', preparing: 'La scène se prépare…',
    lost: 'La répétition ne répond plus. Relancez-la dans le terminal.',
    robot: 'Robot', group: 'Groupe', start: 'Démarrer', startHint: 'Cette personne n\'a pas encore ouvert le robot.',
    blocked: 'Le robot est bloqué.', unblock: 'Débloquer et redémarrer', message: 'Message', write: 'Écrire un message', send: 'Envoyer',
    attach: 'Joindre', commands: 'Commandes', noCommands: 'Le robot n\'a pas encore de menu.', holder: 'Qui tient ce téléphone ?', chatWith: 'Conversation',
    addPhone: 'Ajouter un téléphone', removePhone: 'Ranger ce téléphone', newPerson: 'Nouvelle personne', name: 'Prénom', role: 'Rôle',
    add: 'Ajouter', cancel: 'Annuler', close: 'Fermer', someone: 'Une personne déjà là', open: 'Ouvrir',
    resident: 'Habitante ou habitant', co_bearer: 'Co-porteur ou co-porteuse', in_group: 'Dans le groupe, sans rôle', member: 'Équipe',
    service: 'Service', elected: 'Élue ou élu', signatory: 'Signataire', admin: 'Administration',
    pickFile: 'Photo ou fichier…', samplePhoto: 'Une photo d\'exemple', sampleAlbum: 'Un album de trois photos', samplePdf: 'Un document PDF',
    sampleVoice: 'Un message vocal', place: 'Un lieu…', myContact: 'Mon numéro', sticker: 'Un autocollant', poll: 'Un sondage',
    pollQuestion: 'Quel jour pour la réunion ?', pollA: 'Samedi', pollB: 'Dimanche', votes: '{n} voix',
    caption: 'Légende', asPhoto: 'Envoyer en photo', asFile: 'Envoyer en fichier', files: 'Fichiers à envoyer', dropHere: 'Déposez ici : photo ou fichier',
    mapTitle: 'Choisir un lieu', mapHint: 'Cliquez sur le plan, ou déplacez le repère avec les flèches.', sharePlace: 'Envoyer ce lieu', live: 'Partager ma position pendant 15 minutes',
    map: 'Plan de Saint-Exemple', aPlace: 'Lieu : {north}, {east}', livePlace: 'Position en direct',
    reply: 'Répondre', replyTo: 'Réponse à {name}', quote: 'Citer', edit: 'Modifier', editing: 'Modification', remove: 'Supprimer', forward: 'Transférer à…', pin: 'Épingler', unpin: 'Désépingler',
    react: 'Réagir', behind: 'Voir les coulisses', actions: 'Actions sur ce message', save: 'Télécharger', openFile: 'Ouvrir {name}', scan: 'Lire le code QR',
    noCode: 'Aucun code QR lisible dans cette image.', edited: 'modifié', forwarded: 'Transféré de {name}', pinned: 'Épinglé', waiting: 'Le robot réfléchit…', photo: 'Photo', album: 'Album', voice: 'Message vocal',
    openAs: 'Ouvrir ce lien', openAsHint: 'Qui ouvre ce lien sur son téléphone ?', pasteLink: 'Lien à ouvrir', openLink: 'Ouvrir un lien ou un code QR', orPicture: 'Ou une image avec un code QR', sayYes: 'D\'accord',
    general: 'Général', topics: 'Sujets', allTopics: 'Tout', newTopic: 'Nouveau sujet', closedTopic: 'fermé',
    sceneHint: 'Choisissez un point de départ. La base de données est neuve à chaque fois.', stories: 'Histoires', storyHint: 'Elles se jouent seules. Vous pouvez les mettre en pause.',
    dossiers: 'Un seul dossier', groupKind: 'Groupe de la mairie', supergroup: 'Supergroupe', forum: 'Supergroupe avec sujets', basic: 'Groupe simple', begin: 'Commencer', again: 'Recommencer', play: 'Jouer',
    pause: 'Pause', resume: 'Continuer', step: 'Un pas', stop: 'Arrêter', story: 'Histoire en cours', exported: 'Exporter la conversation', exportHint: 'Un texte que les tests rejouent.',
    ended: 'Terminé.', stopped: 'L\'histoire s\'est arrêtée.',
    network: 'Réseau', cut: 'Couper le réseau', mend: 'Rétablir le réseau', waitingUpdates: 'Messages en attente : {n}', slow: 'Ralentir (2 s)', fast: 'Vitesse normale',
    process: 'Le robot', kill: 'Tuer le robot (kill -9)', revive: 'Relancer le robot', copy: 'Lancer une deuxième copie', endCopy: 'Arrêter la copie', dead: 'Le robot ne tourne pas.',
    calls: 'Ses prochains appels', tooMany: 'Trop de messages (429, 3 fois)', gateway: 'Panne du serveur (502, 3 fois)', lostAnswer: 'Perdre la prochaine réponse',
    people: 'Les gens', blocks: '{name} bloque le robot', unblocks: '{name} débloque le robot', theGroup: 'Le groupe',
    demote: 'Retirer les droits du robot', promote: 'Rendre les droits du robot', noTopics: 'Retirer le droit aux sujets', kick: 'Exclure le robot', comeBack: 'Faire revenir le robot',
    upgrade: 'Changer en supergroupe', onlyBasic: 'Il faut un groupe simple : choisissez-le dans Scènes.', deleteTopic: 'Supprimer le sujet « {name} »', onlyForum: 'Il faut des sujets : choisissez-les dans Scènes.', clear: 'Tout remettre en ordre',
    allEntries: 'Tout', brokenOnly: 'Règles enfreintes', about: 'Ce message', update: 'Mise à jour', turn: 'Tour', call: 'Appel', later: 'Le temps a passé', accident: 'Accident',
    effects: 'Effets', rows: 'Lignes changées', noEffects: 'aucun', newRow: 'nouvelle', goneRow: 'supprimée', broken: 'Règle enfreinte', byAccident: 'accident voulu', nothingYet: 'Rien ne s\'est encore passé.', wallHint: 'Chaque message, de Telegram à la base de données.', noBroken: 'Aucune règle enfreinte.',
    service_new_chat_members: '{name} rejoint le groupe', service_left_chat_member: '{name} quitte le groupe', service_new_chat_title: 'Le groupe s\'appelle « {name} »', service_pinned_message: '{who} épingle un message',
    service_forum_topic_created: 'Sujet ouvert : {name}', service_forum_topic_edited: 'Sujet renommé : {name}', service_forum_topic_closed: 'Sujet fermé', service_forum_topic_reopened: 'Sujet rouvert',
    service_migrate_to_chat_id: 'Le groupe est devenu un supergroupe', service_migrate_from_chat_id: 'Suite du groupe simple', empty: 'Aucun message pour l\'instant.', members: '{n} membres', online: 'robot', moved: 'Ce groupe est devenu un supergroupe.', outside: 'Le robot n\'est pas dans ce groupe.',
  },
  en: {
    title: 'Rehearsal', tagline: 'The real bot, a Telegram to try it in', skip: 'Go to the phones',
    phones: 'Phones', phone: '{name}\'s phone', clock: 'Clock', accidents: 'Accidents', scenes: 'Scenes',
    wall: 'Backstage', settings: 'Settings', language: 'Language', theme: 'Colours', auto: 'Automatic', light: 'Light', dark: 'Dark',
    hour: '+ 1 h', day: '+ 1 day', week: '+ 1 week', due: 'Next reminder', noDue: 'No reminder is planned',
    dueAt: 'Go to the next reminder: {when}', passing: 'Time is passing…', preparing: 'The scene is being set…',
    lost: 'The rehearsal does not answer any more. Start it again in the terminal.',
    robot: 'Robot', group: 'Group', start: 'Start', startHint: 'This person has not opened the bot yet.',
    blocked: 'The bot is blocked.', unblock: 'Unblock and restart', message: 'Message', write: 'Write a message', send: 'Send',
    attach: 'Attach', commands: 'Commands', noCommands: 'The bot has no menu yet.', holder: 'Who holds this phone?', chatWith: 'Conversation',
    addPhone: 'Add a phone', removePhone: 'Put this phone away', newPerson: 'Someone new', name: 'First name', role: 'Role',
    add: 'Add', cancel: 'Cancel', close: 'Close', someone: 'Someone who is here', open: 'Open',
    resident: 'Resident', co_bearer: 'Co-bearer', in_group: 'In the group, without a role', member: 'Team',
    service: 'Service', elected: 'Elected', signatory: 'Signatory', admin: 'Administrator',
    pickFile: 'Photo or file…', samplePhoto: 'A sample photo', sampleAlbum: 'An album of three photos', samplePdf: 'A PDF document',
    sampleVoice: 'A voice message', place: 'A place…', myContact: 'My number', sticker: 'A sticker', poll: 'A poll',
    pollQuestion: 'Which day for the meeting?', pollA: 'Saturday', pollB: 'Sunday', votes: '{n} votes',
    caption: 'Caption', asPhoto: 'Send as photo', asFile: 'Send as file', files: 'Files to send', dropHere: 'Drop a photo or a file here',
    mapTitle: 'Choose a place', mapHint: 'Click on the map, or move the mark with the arrow keys.', sharePlace: 'Send this place', live: 'Share my location for 15 minutes',
    map: 'Map of Saint-Exemple', aPlace: 'Place: {north}, {east}', livePlace: 'Live location',
    reply: 'Reply', replyTo: 'Reply to {name}', quote: 'Quote', edit: 'Edit', editing: 'Editing', remove: 'Delete', forward: 'Forward to…', pin: 'Pin', unpin: 'Unpin',
    react: 'React', behind: 'Look backstage', actions: 'Actions on this message', save: 'Download', openFile: 'Open {name}', scan: 'Read the QR code',
    noCode: 'There is no readable QR code in this picture.', edited: 'edited', forwarded: 'Forwarded from {name}', pinned: 'Pinned', waiting: 'The bot is thinking…', photo: 'Photo', album: 'Album', voice: 'Voice message',
    openAs: 'Open this link', openAsHint: 'Who opens this link on their phone?', pasteLink: 'Link to open', openLink: 'Open a link or a QR code', orPicture: 'Or a picture with a QR code', sayYes: 'OK',
    general: 'General', topics: 'Topics', allTopics: 'All', newTopic: 'New topic', closedTopic: 'closed',
    sceneHint: 'Choose a starting point. The database is new each time.', stories: 'Stories', storyHint: 'They play by themselves. You can pause them.',
    dossiers: 'A single dossier', groupKind: 'Town hall\'s group', supergroup: 'Supergroup', forum: 'Supergroup with topics', basic: 'Basic group', begin: 'Begin', again: 'Start again', play: 'Play',
    pause: 'Pause', resume: 'Go on', step: 'One step', stop: 'Stop', story: 'Story being told', exported: 'Export the conversation', exportHint: 'A text that the tests play again.',
    ended: 'The end.', stopped: 'The story has stopped.',
    network: 'Network', cut: 'Cut the network', mend: 'Mend the network', waitingUpdates: 'Messages waiting: {n}', slow: 'Slow it down (2 s)', fast: 'Normal speed',
    process: 'The bot', kill: 'Kill the bot (kill -9)', revive: 'Start the bot again', copy: 'Start a second copy', endCopy: 'Stop the copy', dead: 'The bot is not running.',
    calls: 'Its next calls', tooMany: 'Too many messages (429, 3 times)', gateway: 'Server trouble (502, 3 times)', lostAnswer: 'Lose the next answer',
    people: 'People', blocks: '{name} blocks the bot', unblocks: '{name} unblocks the bot', theGroup: 'The group',
    demote: 'Take the bot\'s rights away', promote: 'Give the bot its rights back', noTopics: 'Take the right to topics away', kick: 'Remove the bot', comeBack: 'Bring the bot back',
    upgrade: 'Upgrade to a supergroup', onlyBasic: 'This needs a basic group: choose it in Scenes.', deleteTopic: 'Delete the topic “{name}”', onlyForum: 'This needs topics: choose them in Scenes.', clear: 'Put everything right',
    allEntries: 'All', brokenOnly: 'Broken rules', about: 'This message', update: 'Update', turn: 'Turn', call: 'Call', later: 'Time passed', accident: 'Accident',
    effects: 'Effects', rows: 'Changed rows', noEffects: 'none', newRow: 'new', goneRow: 'deleted', broken: 'Broken rule', byAccident: 'a wanted accident', nothingYet: 'Nothing has happened yet.', wallHint: 'Every message, from Telegram to the database.', noBroken: 'No rule was broken.',
    service_new_chat_members: '{name} joins the group', service_left_chat_member: '{name} leaves the group', service_new_chat_title: 'The group is called “{name}”', service_pinned_message: '{who} pins a message',
    service_forum_topic_created: 'Topic opened: {name}', service_forum_topic_edited: 'Topic renamed: {name}', service_forum_topic_closed: 'Topic closed', service_forum_topic_reopened: 'Topic reopened',
    service_migrate_to_chat_id: 'The group has become a supergroup', service_migrate_from_chat_id: 'Continues the basic group', empty: 'No message yet.', members: '{n} members', online: 'bot', moved: 'This group has become a supergroup.', outside: 'The bot is not in this group.',
  },
};

export const LANGUAGES = { fr: 'Français', en: 'English' };

const asked = localStorage.getItem('language') || navigator.language.slice(0, 2);
let language = asked in WORDS ? asked : 'en';

export function currentLanguage() {
  return language;
}

export function speak(chosen) {
  language = chosen in WORDS ? chosen : 'en';
  localStorage.setItem('language', language);
  document.documentElement.lang = language;
  document.title = `Fifty-Fifty · ${say('title')}`;
}

/** The words for a name, with {fields} filled in. */
export function say(name, fields = {}) {
  const words = WORDS[language][name] ?? name;
  return words.replace(/\{(\w+)\}/g, (whole, field) => fields[field] ?? whole);
}

const ZONE = 'Europe/Paris';

const formats = new Map(); // making one costs a hundred times as much as using it

function formatOf(options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options }));
  return formats.get(key);
}

/** Write an instant (milliseconds) in the town's time. */
export function written(instant, options) {
  return formatOf(options).format(instant);
}
