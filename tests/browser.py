"""A real browser: Debian's Chromium, driven from the tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

# The pop-up below the line of addresses is a page with scripts of its own, which every new window loads and nobody opens here:
# it takes as long as the page that is looked at.
POPUP = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"]
# What Playwright turns off by itself: Chromium reads the last list alone.
OFF = [
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter"),
    *("NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
]
ARGUMENTS = [
    f"--disable-features={','.join([*OFF, *POPUP])}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator:
    """
    Chromium without a window.

    Where it is not installed the test is skipped with the command that installs it; in CI it fails.
    """
    from playwright.sync_api import sync_playwright

    # The first is the same without its windows, which starts and draws in less time.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is needed here: make browser")
        pytest.skip("Chromium is not installed; make browser installs it")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
