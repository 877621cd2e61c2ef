"""A classroom: another machine opens what `HOST=0.0.0.0` serves, over plain HTTP, by any name.

The other machine is a browser that reaches this one under a foreign name and another address than
localhost, so that hosts, origins, cookies and the rules for insecure pages are those of a network.
"""

import re
from pathlib import Path

from playwright.sync_api import Browser, WebSocket, expect

from tests.browser.conftest import FLAGS, Trouble, chromium, watch
from tests.browser.editor import open_example
from tests.browser.server import PlaygroundServer

NAME = "teacher.example"
ELSEWHERE = f"--host-resolver-rules=MAP {NAME} 127.0.0.2"


def test_another_machine_runs_shares_copies_and_forks(
    browser: Browser, trouble: Trouble, tmp_path: Path
) -> None:
    with PlaygroundServer(tmp_path, {"HOST": "0.0.0.0"}) as server:
        pupil = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, ELSEWHERE])
        context = pupil.new_context(
            base_url=f"http://{NAME}:{server.port}", viewport={"width": 1440, "height": 900}
        )
        context.on("page", lambda opened: watch(opened, trouble))
        page = context.new_page()
        frames: list[str | bytes] = []

        def listen(socket: WebSocket) -> None:
            assert socket.url.startswith(f"ws://{NAME}:{server.port}/")
            socket.on("framereceived", lambda frame: frames.append(frame))

        page.on("websocket", listen)
        editor = open_example(page, "The timeout that is too short")
        editor.run()
        assert frames

        link = editor.share()
        assert link.startswith(f"http://{NAME}:{server.port}/share/")
        assert page.evaluate("navigator.clipboard === undefined")
        page.get_by_role("button", name="Copy the link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()

        page.goto(link)
        page.get_by_role("button", name=re.compile("^Fork")).first.click()
        page.wait_for_url(re.compile(r"/s/\w+/"))
        page.locator(".react-flow__pane").click(position={"x": 5, "y": 200})
        page.keyboard.press("n")
        page.keyboard.press("Control+v")
        expect(
            page.get_by_role("dialog", name=re.compile("^Add")).get_by_role("combobox")
        ).to_have_value(link)
        pupil.close()
    assert not trouble, "\n".join(trouble)
