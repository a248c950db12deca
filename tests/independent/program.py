"""The built program as a process, with a database of its own."""

import json
import os
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

# Two cores may be busy with other tests.
PATIENCE_S = 60


class Program:
    def __init__(self, folder: Path):
        self.binary = Path(os.environ["BOUCLE_BIN"]).resolve()
        self.folder = folder
        self.address = None
        self.child = None

    def _environment(self):
        """No variable of ours from outside."""
        return {k: v for k, v in os.environ.items() if not k.startswith("BOUCLE_")}

    def run(self, *arguments) -> str:
        done = subprocess.run(
            [self.binary, *map(str, arguments)],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, f"boucle {arguments}: {done.stderr}"
        return done.stdout

    def figures(self, command, **asked):
        """The answer of `boucle coverage`, `gaps` or `sites`."""
        options = [f"--{name.replace('_', '-')}={value}" for name, value in asked.items()]
        return json.loads(self.run(command, *options, "--format", "json"))

    def export(self):
        return json.loads(self.run("export", "geojson"))["features"]

    def ask(self, path, **asked):
        """The answer of the API; the service is started for the first question."""
        if self.address is None:
            self._serve()
        query = urllib.parse.urlencode(asked, safe=",:")
        return self._get(f"/api/v1/{path}?{query}")

    def rows(self, path, **asked):
        """The rows of an answer that comes in parts, all of them."""
        answer = self.ask(path, **asked)
        rows, matched = answer["rows"], answer["numberMatched"]
        while answer["links"]:
            answer = self._get(answer["links"][0]["href"])
            rows += answer["rows"]
        assert len(rows) == matched
        return rows

    def _get(self, address):
        with urllib.request.urlopen(f"http://{self.address}{address}", timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def _serve(self):
        port = self.folder / "port"
        self.child = subprocess.Popen(
            [self.binary, "serve", "--listen", "127.0.0.1:0", "--port-file", port, "--tiles-url", "none"],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if port.exists() and (found := port.read_text().strip()):
                self.address = found if ":" in found else f"127.0.0.1:{found}"
                if self._ready():
                    return
            assert self.child.poll() is None, "boucle serve ended"
            time.sleep(0.05)
        raise AssertionError("boucle serve is not ready")

    def _ready(self):
        try:
            with urllib.request.urlopen(f"http://{self.address}/health/ready", timeout=PATIENCE_S):
                return True
        except OSError:
            return False

    def close(self):
        if self.child is not None:
            self.child.terminate()
            self.child.wait(PATIENCE_S)
