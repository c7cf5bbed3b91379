"""English and Chinese: sentences stand in the code in English; this package gives each its Chinese.

How to use it::

    say = Say(lang)  # lang: "en" or "zh"; see also default_language()
    say("The receipt holds.")  # 回单成立。
    say("{seeds} seeds, {failed} with violations", seeds=9, failed=0)
    say(str(problem))  # a sentence that was already made: its template and values are found again

The Chinese stands in ``cluster/language/zh/``, one file a room, English template → Chinese template. Places are
named as in ``str.format``; a place whose name begins with ``text`` holds a sentence and is translated in turn.
In the command line, take ``Command`` and ``Group`` of ``cluster.cli.language`` as ``cls=`` and its
``language_option``: help, click's own errors and yours are then told in the language that was asked for.
``tests/language`` finds every text without a Chinese counterpart.
"""

from cluster.language.say import LANGUAGES, Say, default_language

__all__ = ["LANGUAGES", "Say", "default_language"]
