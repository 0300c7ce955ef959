"""Why a pool is due in a week or not, and why the rule would invite so many from it, as officers read it."""

from django.utils.translation import gettext_lazy

WHY_NOT = {
    "not_accepting": gettext_lazy("Takes no candidates."),
    "not_open_yet": gettext_lazy("Has not opened yet."),
    "before_first_round": gettext_lazy("Its first round is later, or not announced."),
    "quota_to_be_announced": gettext_lazy("Its quota is to be announced."),
    "nobody_waits": gettext_lazy("Nobody waits in it."),
    "no_places": gettext_lazy("No place is left."),
    "after_final_round": gettext_lazy("Its final round was held, and no place has come back."),
}
# Of a proposal its number is kept, and which rule made it; the figures behind it have moved on since.
WHY_SO_MANY = {
    "strict": gettext_lazy("As many as there are places after everybody under way: this cannot exceed."),
    "chance": gettext_lazy("The most for which the places are enough in all but 1 of 10,000 seasons."),
    "candidates": gettext_lazy("Everybody who waits."),
    "no_places": gettext_lazy("Nobody: the people under way may take every place."),
    "unlimited": gettext_lazy("Everybody who waits: no number is set."),
    "to_be_announced": gettext_lazy("Nobody: the quota is to be announced."),
    "came_back": gettext_lazy("The places that came back after the final round."),
}
