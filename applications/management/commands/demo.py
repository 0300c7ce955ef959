"""`manage.py demo`: a season with made-up people through the real operations, then the site."""

import os
import random
import sys
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from applications.management.commands.load_programme import read_files
from applications.management.demo import addresses, counts, organizations, passports, people, season, staff
from applications.models import Application
from applications.operations import programme
from applications.states import ApplicationState
from iecsite import bell, clock
from iecsite.management.commands.serve import Part, free_port, worker
from profiles.models import Profile, User
from profiles.operations import accounts
from profiles.queries import agreements
from profiles.states import ProfileState
from rounds.models import Candidacy, Invitation, Round
from rounds.operations import forecasts
from rounds.queries.seasons import calendar
from rounds.states import CandidacyState, InvitationState, RoundState

WEEKS = 8
DAY = timedelta(days=1)
# Shares of those who wait that a week's round invites; the last round is drawn by the running worker.
SHARE, LAST_SHARE = 0.010, 0.08
PATIENCE_SECONDS = 300


class Command(BaseCommand):
    help = "Play part of a season with made-up people through the real operations, then serve the site. A second call goes on."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--people", type=int, default=5000, help="how many made-up people (default 5,000)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="do everything, serve nothing, and end")
        parser.add_argument("--seed", type=int, default=2026, help="the same seed makes the same people")

    def handle(self, *args, people: int, port: int, no_serve: bool, seed: int, **options) -> None:
        if people < 1:
            raise CommandError(f"--people is {people}; at least 1 person is needed. Example: make demo PEOPLE=500")
        self.began = time.monotonic()
        self.say("Making the database ready …")
        connection.ensure_connection()
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            # A crash of this demonstration may lose its last half second; the next call goes on from there.
            cursor.execute("SET synchronous_commit = off")
        port = free_port(port)
        # Before the first letter: what the worker writes, and what is written here, leads to where the site will be.
        os.environ["SITE_URL"] = settings.SITE_URL = f"http://localhost:{port}"
        now = clock.now()
        loaded = programme.load(read_files(), by=None, at=now)
        self.say(
            f"Programme: {loaded.agreements} agreement rows, {loaded.pools} pools, {loaded.quotas} quotas, {loaded.fees} fees."
        )
        sign_ins = staff.sign_ins(at=now)
        part = worker()
        part.start()
        try:
            self.play(people, seed=seed, now=now)
            self.deliver(part)
        finally:
            part.ask_to_stop()
            part.process.wait(timeout=60)
        candidates = self.candidates(at=clock.now())
        self.tell(sign_ins, candidates, port=port, serving=not no_serve)
        if not no_serve:
            call_command("serve", port=port)

    def play(self, wanted: int, *, seed: int, now: datetime) -> None:
        """Whatever of the season is not there yet; a demonstration that was stopped goes on with people who are missing."""
        year = calendar()(clock.home_date(now))
        if year is None:
            raise CommandError("No season is open today, so no round can be drawn. Add a season in rounds/programme/seasons.csv.")
        programme = User.objects.get(email="programme@example.org")
        # They come first, and count among the people that were asked for.
        second = User.objects.get(email="second-programme@example.org")
        began = now - timedelta(weeks=WEEKS) - 3 * DAY
        organizations.arrange(season=year, by=programme, approver=second, at=began)
        passports.arrange(season=year, at=began)
        there = Profile.objects.filter(user__email__regex="^(person|nominated|british)-").count()
        missing = max(0, wanted - there)
        if not missing and Round.objects.filter(state=RoundState.CLOSED).exists():
            self.say(f"{there} people are there from before; one more week is played.")
        played = season.Played(
            dice=random.Random(seed + there),  # noqa: S311 (made-up people, not the draw)
            season=year,
            planner=User.objects.get(email="planner@example.org"),
            approver=User.objects.get(email="approver@example.org"),
            officer=User.objects.get(email="officer@example.org"),
            second_officer=User.objects.get(email="second-officer@example.org"),
            programme=programme,
        )
        weeks = WEEKS if missing else 0
        places = people.countries(list(agreements.terms_in_force(clock.home_date(now))))
        first = there + 1
        for week in range(weeks):
            at = now - timedelta(weeks=weeks - week) - 3 * DAY
            number = missing // weeks + (1 if week < missing % weeks else 0)
            joining = list(people.made_up(number, first=first, on=clock.home_date(at), places=places, dice=played.dice))
            first += number
            self.week(played, joining, name=f"Week {week + 1} of {weeks}", at=at, first=week < 1, last=week == weeks - 1)
        addresses.arrange(at=clock.now())
        self.last_round(played, now=now)

    def week(self, played: season.Played, joining: list, *, name: str, at: datetime, first: bool, last: bool) -> None:
        """People join; a round is drawn; the invited of earlier weeks answer, apply and are decided upon."""
        for start in self.bar(range(0, len(joining), season.CHUNK), f"{name}: people join"):
            season.join(played, joining[start : start + season.CHUNK], at=at)
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
        season.sweep(at=at + DAY)
        for application in self.bar(season.answer(played, at=at + DAY), f"{name}: applications"):
            season.apply(played, application, at=at + 2 * DAY)
        season.some_leave(played, at=at + 2 * DAY, most=max(1, len(joining) // 100))
        season.decide(played, at=at + 3 * DAY, leave_in_queue=3 if last else 0)
        season.sweep(at=at + 3 * DAY)
        season.announce_weeks(at=at + 3 * DAY)
        if last:
            season.skip_week(played, at=at + 4 * DAY)
            season.give_one_back(played, at=at + 3 * DAY)
        if first or last:
            return
        forecasts.keep(at=at + 3 * DAY)
        planned = season.plan(played, share=SHARE, at=at + 4 * DAY, draw_at=at + 4 * DAY)
        if planned is not None:
            drawn = season.draw(planned, at=at + 4 * DAY)
            self.say(f"{name}: round {drawn.code} invited {drawn.invitations.count()}.")

    def last_round(self, played: season.Played, *, now: datetime) -> None:
        """The last round is approved now and drawn by the running worker."""
        at = clock.now()
        season.sweep(at=at)
        season.announce_weeks(at=at)
        if pools := season.announce_final_round(played, at=at):
            self.say(f"The final round of {pools} pools is announced.")
        forecasts.keep(at=at)
        planned = season.plan(played, share=LAST_SHARE, at=at, draw_at=at + timedelta(seconds=1))
        if planned is None:
            self.say("Nobody waits in a pool that has places left, so no round is drawn.")
            return
        self.say(f"Round {planned.code} is approved; the worker draws it …")
        until = time.monotonic() + PATIENCE_SECONDS
        while (state := Round.objects.get(pk=planned.pk).state) != RoundState.CLOSED:
            if time.monotonic() > until or Round.objects.get(pk=planned.pk).put_aside_at:
                raise CommandError(f"Round {planned.code} stopped as {state}. Its page in the staff site says why.")
            bell.ring("rounds.tasks.advance_rounds", queue="draw")
            time.sleep(0.5)
        self.say(f"Round {planned.code} invited {Invitation.objects.filter(round=planned).count()}.")

    def deliver(self, part: Part) -> None:
        """Wait until the worker has sent every letter."""
        left = total = counts.letters_waiting()
        until = time.monotonic() + PATIENCE_SECONDS
        with tqdm(total=total, desc="Letters", unit="letter", disable=not sys.stderr.isatty()) as bar:
            while left and time.monotonic() < until:
                for task in ("deliver_letters", "deliver_to_other_addresses", "deliver_recovery_letters"):
                    bell.ring(f"profiles.tasks.{task}", queue="mail")
                time.sleep(1)
                now_left = counts.letters_waiting()
                bar.update(max(0, left - now_left))
                left = now_left
                if part.stopped():
                    raise CommandError("The worker ended by itself. See the lines above.")

    def candidates(self, *, at: datetime) -> list[tuple[str, str, str]]:
        """People of the season whose accounts can be entered: (what they are at, address, password)."""
        telling: Iterable[tuple[str, Any]] = (
            ("is invited", Invitation.objects.filter(state=InvitationState.ISSUED)),
            ("waits in a pool", Candidacy.objects.filter(state=CandidacyState.WAITING, profile__state=ProfileState.ACTIVE)),
            ("is approved", Application.objects.filter(state=ApplicationState.APPROVED)),
            ("has an application under way", Application.objects.filter(state=ApplicationState.IN_PROGRESS)),
        )
        newest = ((words, rows.select_related("profile__user").order_by("-pk").first()) for words, rows in telling)
        found = []
        standing = [(words, row.profile.user) for words, row in newest if row is not None]
        for words, user in [*standing, *addresses.people(), *passports.people_with_both()]:
            password = "-".join(random.SystemRandom().choices(staff.WORDS, k=4))
            accounts.set_password(user_id=user.pk, password=password, by=None, at=at)
            found.append((words, user.email, password))
        return found

    def tell(self, sign_ins: dict[str, staff.SignIn], candidates: list, *, port: int, serving: bool) -> None:
        """The account of what was done, and the sign-ins."""
        found = counts.counts()
        path = counts.write(found)
        self.say("")
        self.say("What is there now:")
        for name, value in found.items():
            self.say(f"  {name.replace('_', ' '):<16} {value}")
        self.say(f"Counts: {os.path.relpath(path)}   Mail: {os.path.relpath(path.parent / 'mail')}/")
        self.say("")
        self.say(f"Sign in at http://localhost:{port}/en/ (staff: http://localhost:{port}/en/admin/)")
        for one in sign_ins.values():
            code = staff.current_code(one.secret)
            self.say(f"  {one.role:<15} {one.email:<28} {one.password:<30} secret {one.secret}  code now {code}")
        for words, email, password in candidates:
            self.say(f"  candidate       {email:<28} {password:<30} {words}")
        self.say(f"Done in {time.monotonic() - self.began:.0f} s." + ("" if serving else " Serve it with: make run"))
        if not found["draw_verified"] and Round.objects.filter(state=RoundState.CLOSED).exists():
            raise CommandError("A round could not be verified from its published files.")

    def bar(self, things: Any, words: str) -> Any:
        """A progress bar on a terminal, a plain line elsewhere."""
        if not sys.stderr.isatty():
            if len(things):
                self.say(f"{words} …")
            return things
        return tqdm(things, desc=words, leave=False)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
