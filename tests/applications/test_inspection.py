"""A file is what its content says, and a hostile one costs one process and nothing else."""

import io
import string
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from applications.inspection import Problem, apart, both, child, examine, found, here, kinds, sentences
from applications.inspection.limits import MOST_BYTES


def picture():
    written = io.BytesIO()
    Image.effect_noise((1200, 900), 60).save(written, "JPEG")
    return written.getvalue()


def archive(*names):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return written.getvalue()


JPEG = picture()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "passport.pdf", "empty"),
        (b"GIF89a" + b"\0" * 30, "passport.gif", "kind_not_accepted"),
        (b"GIF89a/*<script>*/=1", "passport.png", "kind_not_accepted"),
        (b"<!DOCTYPE html><html></html>", "passport.pdf", "kind_not_accepted"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "passport.svg", "kind_not_accepted"),
        (b"hello", "passport.txt", "kind_not_accepted"),
        (archive("a.txt"), "passport.zip", "kind_not_accepted"),
        (archive("[Content_Types].xml", "word/document.xml"), "cv.docx", "word_document"),
        (JPEG, "passport.pdf", "wrong_ending"),
        (JPEG, "passport.exe", "wrong_ending"),
        (JPEG[:2] + b"\xff\xfe\x00\x10<html><body>" + JPEG[2:], "passport.jpg", "two_kinds"),
        (JPEG[:2] + b"\xff\xfe\x00\x0a%PDF-1.7" + JPEG[2:], "passport.jpg", "two_kinds"),
        (JPEG + archive("a.txt"), "passport.jpg", "two_kinds"),
        (b"\0" * (MOST_BYTES + 1), "passport.pdf", "too_large"),
    ],
)
def test_what_is_not_accepted_is_refused_with_a_sentence(content, name, code):
    inspection, copy = here.examine(content, name)

    assert ([problem.code for problem in inspection.problems], copy) == ([code], None)
    assert all(both(problem) for problem in inspection.problems)


@pytest.mark.parametrize("name", ["passport.jpg", "passport.JPEG", "passport", "passport.jpg ", "my.first.passport"])
def test_a_name_has_only_to_agree(name):
    assert name == "my.first.passport" or here.examine(JPEG, name)[0].accepted


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PDF", "pdf"), ("a", ""), ("a.", ""), ("", ""), (".", ""), ("../../etc/passwd", ""), ("a.b c", "")],
)
def test_only_the_ending_of_a_name_is_looked_at(name, ending):
    assert kinds.ending_of(name) == ending


def test_a_file_is_examined_in_a_process_of_its_own():
    inspection, copy = examine(io.BytesIO(JPEG), "passport.jpg")
    here_inspection, here_copy = here.examine(JPEG, "passport.jpg")

    assert (inspection, copy) == (here_inspection, here_copy)
    assert inspection.size == len(JPEG)
    assert len(inspection.sha256) == 64


def test_a_refusal_comes_back_from_the_process_apart():
    inspection, copy = examine(io.BytesIO(JPEG), "passport.pdf")

    assert copy is None
    assert inspection.problems == (Problem("wrong_ending", {"ending": "pdf", "kind": "jpeg", "right": "jpg"}),)


def test_a_file_that_is_too_large_is_not_read_to_its_end():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert 0 < size <= MOST_BYTES + 1
            return b"\0" * size

    inspection, _ = examine(Endless(), "passport.pdf")

    assert [problem.code for problem in inspection.problems] == ["too_large"]


@pytest.mark.parametrize(
    "death",
    [
        "raise MemoryError",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import time; time.sleep(60)",
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    ],
)
def test_a_process_that_dies_refuses_the_file(monkeypatch, death):
    monkeypatch.setattr(apart, "_START", death)
    monkeypatch.setattr(apart, "MOST_SECONDS", 2)

    inspection, copy = examine(io.BytesIO(JPEG), "passport.jpg")

    assert ([problem.code for problem in inspection.problems], copy) == (["too_complex"], None)
    assert inspection.sha256


def test_the_process_apart_loads_no_framework():
    import subprocess
    import sys

    probe = apart._START.replace("child.main()", "print('django' in sys.modules)")
    done = subprocess.run([sys.executable, "-I", "-c", probe, str(apart._ROOT)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
    assert child.main


@given(st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_are_refused_in_words(noise, beginning):
    inspection, copy = here.examine(beginning + noise, "file")

    assert copy is None
    assert all(both(problem) for problem in inspection.problems)
    assert found.from_plain(found.as_plain(inspection)) == inspection


@pytest.mark.parametrize("code", sentences.SENTENCES)
def test_both_languages_say_it(code):
    def params(text):
        return {name.removesuffix("_en").removesuffix("_fr") for _, name, _, _ in string.Formatter().parse(text) if name}

    english, french = sentences.SENTENCES[code]

    assert params(english) == params(french)
    assert not any(f" {mark}" in french for mark in ":;?!")
