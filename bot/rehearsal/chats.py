"""Who and what there is: users, chats, their members, topics and messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ChatKind = Literal["private", "group", "supergroup"]
Keyboard = tuple[tuple[dict[str, Any], ...], ...]

GENERAL_TOPIC = 1
ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
)
# What a group's owner is offered to grant when a bot is made administrator.
USUAL_RIGHTS = frozenset(ADMINISTRATOR_RIGHTS) - {"can_promote_members"}
SERVICE_FIELDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "group_chat_created",
        "supergroup_chat_created",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "delete_chat_photo",
        "new_chat_photo",
    }
)


@dataclass(frozen=True)
class User:
    """A person or a bot, as the platform knows them."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    is_bot: bool = False

    def wire(self) -> dict[str, Any]:
        """Return the user as the Bot API writes it."""
        return _known(
            id=self.id,
            is_bot=self.is_bot,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language,
        )


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True)
class Membership:
    """What someone is in a group; rights matter to administrators only."""

    status: str
    rights: frozenset[str] = frozenset()

    @property
    def inside(self) -> bool:
        """Tell whether this is someone who is in the group now."""
        return self.status in {"member", "administrator", "creator"}

    def may(self, right: str) -> bool:
        """Tell whether an administrator's `right` is held."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def wire(self, user: User) -> dict[str, Any]:
        """Return the member as the Bot API writes it."""
        fields: dict[str, Any] = {"user": user.wire(), "status": self.status}
        if self.status == "administrator":
            fields |= {right: right in self.rights for right in ADMINISTRATOR_RIGHTS}
            fields |= {"is_anonymous": False, "can_be_edited": False}
        elif self.status == "creator":
            fields["is_anonymous"] = False
        elif self.status == "kicked":
            fields["until_date"] = 0
        return fields


OUTSIDE = Membership("left")


@dataclass(frozen=True)
class Topic:
    """A forum's topic; its id is the message_thread_id."""

    id: int
    name: str
    icon_color: int
    icon_emoji: str | None = None
    closed: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class InviteLink:
    """A way into a group. `left` are the joins it still allows, None for any number."""

    address: str
    creator: User
    name: str = ""
    asks: bool = False
    primary: bool = False
    revoked: bool = False
    expires: int | None = None
    left: int | None = None
    most: int | None = None

    def wire(self) -> dict[str, Any]:
        """Return the link as the Bot API writes it."""
        return _known(
            invite_link=self.address,
            creator=self.creator.wire(),
            creates_join_request=self.asks,
            is_primary=self.primary,
            is_revoked=self.revoked,
            name=self.name or None,
            expire_date=self.expires,
            member_limit=self.most,
        )


@dataclass(frozen=True)
class Message:
    """One message as it is now; an edit replaces it. `content` is in the words of the wire."""

    id: int
    chat_id: int
    sender: User
    date: int
    content: dict[str, Any]
    thread_id: int | None = None
    reply_to: int | None = None
    edit_date: int | None = None
    keyboard: Keyboard | None = None
    reply_keyboard: dict[str, Any] | None = None
    forward_origin: dict[str, Any] | None = None
    quote: dict[str, Any] | None = None
    changed: int = 0
    """The world's count of changes when this message last changed."""

    @property
    def is_service(self) -> bool:
        """Tell whether the platform wrote this message to report an event."""
        return not SERVICE_FIELDS.isdisjoint(self.content)

    @property
    def text(self) -> str:
        """The text or caption, plain."""
        text: str = self.content.get("text", self.content.get("caption", ""))
        return text

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the text or caption."""
        found: list[dict[str, Any]] = self.content.get(
            "entities", self.content.get("caption_entities", [])
        )
        return found


@dataclass
class Chat:
    """A private chat or a group with everything that is in it."""

    id: int
    kind: ChatKind
    title: str = ""
    user: User | None = None
    is_forum: bool = False
    members: dict[int, Membership] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    description: str = ""
    links: dict[str, InviteLink] = field(default_factory=dict)
    asking: set[int] = field(default_factory=set)
    general: Topic = field(default_factory=lambda: Topic(GENERAL_TOPIC, "General", 0))
    migrated_to: int | None = None
    last_message_id: int = 0
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def member(self, user_id: int) -> Membership:
        """Return what the user is in this group."""
        return self.members.get(user_id, OUTSIDE)

    def wire(self) -> dict[str, Any]:
        """Return the chat as the Bot API writes it inside a message."""
        if self.user is not None:
            return _known(
                id=self.id,
                type=self.kind,
                first_name=self.user.first_name,
                last_name=self.user.last_name,
                username=self.user.username,
            )
        return _known(
            id=self.id, type=self.kind, title=self.title, is_forum=True if self.is_forum else None
        )
