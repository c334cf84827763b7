"""The emoji that can be a reaction."""

_EMOJI = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳"
    " ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻"
    " 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘"
    " 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
# With the mark that asks for a coloured picture, as many keyboards write them.
_COLOURED = "❤\ufe0f ❤\ufe0f\u200d🔥 🤷\u200d♂\ufe0f 🤷\u200d♀\ufe0f"
REACTION_EMOJI = frozenset(_EMOJI.split() + _COLOURED.split())
