"""scripts/setup.sh on machines that are not this one: every tool it calls is replaced by a stand-in on PATH."""

import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "setup.sh"
# Harmless tools of the real machine that the script may use.
REAL_TOOLS = ["bash", "cat", "chmod", "dirname", "env", "head", "mktemp", "rm", "sed"]
THREADED = "parallel=1 config=OpenBLAS 0.3.21 DYNAMIC_ARCH Haswell MAX_THREADS=64"
SERIAL = "parallel=0 config=OpenBLAS 0.3.21 DYNAMIC_ARCH Haswell SINGLE_THREADED"
DEBIAN_PACKAGES = ["libopenblas-dev", "liblapack-dev", "libsqlite3-dev", "zlib1g-dev", "libexpat1-dev", "libxlsxwriter-dev"]


class Machine:
    """A folder of stand-in commands that serves as the whole PATH."""

    def __init__(self, system="Linux", user=0, openblas=THREADED):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self.calls_file = self.folder / "calls"
        self.calls_file.touch()
        self.installed = self.folder / "installed"
        self.installed.mkdir()
        for tool in REAL_TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.command("uname", f'case "$1" in -m) echo x86_64;; *) echo {system};; esac')
        self.command("id", f"echo {user}")
        self.command("swift", 'echo "Apple Swift version 6.3.1 (swift-6.3.1-RELEASE)"')
        self.command("g++", "exit 0")
        self.command("python3", "exit 0")
        self.command("pkg-config", f'case "$1" in --exists) [ -e {self.installed}/pc-"$2" ];; *) echo -lopenblas;; esac')
        # The compiler's stand-in "links" a program that prints how OpenBLAS was built.
        self.command("cc", f'''while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
{{ echo "#!{self.bin}/bash"; echo "echo '{openblas}'"; }} > "$out"; chmod +x "$out"''')

    def command(self, name, body):
        path = self.bin / name
        path.write_text(f'#!{self.bin}/bash\n{body}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)

    def logged(self, name, body):
        self.command(name, f'echo "{name} $*" >> {self.calls_file}\n{body}')

    def has(self, *names):
        for name in names:
            (self.installed / name).touch()

    def debian(self, apt_works=True):
        self.command("dpkg-query", f'for last; do :; done; [ -e {self.installed}/"$last" ] && echo -n installed')
        works = f'''[ "$1" = install ] || exit 0
shift; for p; do case $p in -*) ;; *) : > {self.installed}/"$p";; esac; done; : > {self.installed}/pc-openblas'''
        self.logged("apt-get", works if apt_works else 'echo "E: Unable to locate package" >&2; exit 100')

    def run(self):
        done = subprocess.run(
            [str(self.bin / "bash"), str(SCRIPT)], env={"PATH": str(self.bin), "TMPDIR": str(self.folder)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr, self.calls_file.read_text().splitlines()


class SetupTests(unittest.TestCase):
    def machine(self, **arguments):
        machine = Machine(**arguments)
        self.addCleanup(shutil.rmtree, machine.folder)
        return machine

    def test_complete_machine_installs_nothing(self):
        machine = self.machine()
        machine.debian()
        machine.has(*DEBIAN_PACKAGES, "pc-openblas")
        status, errors, calls = machine.run()
        self.assertEqual((status, calls), (0, []), errors)
        self.assertIn("everything needed is here", errors)

    def test_installs_just_what_is_missing_and_says_so(self):
        machine = self.machine()
        machine.debian()
        machine.has("libsqlite3-dev", "zlib1g-dev", "libexpat1-dev", "libxlsxwriter-dev")
        status, errors, calls = machine.run()
        self.assertEqual(status, 0, errors)
        self.assertIn("installing with apt-get: libopenblas-dev liblapack-dev\n", errors)
        self.assertEqual([call.split()[1] for call in calls], ["update", "install"])
        self.assertTrue(calls[1].endswith(" libopenblas-dev liblapack-dev"), calls)

    def test_second_run_installs_nothing(self):
        machine = self.machine()
        machine.debian()
        machine.run()
        before = machine.calls_file.read_text()
        status, errors, calls = machine.run()
        self.assertEqual((status, "\n".join(calls) + "\n"), (0, before), errors)

    def test_python_without_environments_gets_them(self):
        machine = self.machine()
        machine.debian()
        machine.has(*DEBIAN_PACKAGES, "pc-openblas")
        machine.command("python3", "exit 1")
        status, errors, calls = machine.run()
        self.assertEqual(status, 0, errors)
        self.assertTrue(calls[-1].endswith(" python3-venv"), calls)

    def test_ordinary_user_goes_through_sudo(self):
        machine = self.machine(user=1000)
        machine.debian()
        machine.logged("sudo", '"$@"')
        status, errors, calls = machine.run()
        self.assertEqual(status, 0, errors)
        self.assertTrue(calls[0].startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get update"), calls)

    def test_ordinary_user_without_sudo_is_told_what_to_ask_for(self):
        machine = self.machine(user=1000)
        machine.debian()
        status, errors, calls = machine.run()
        self.assertEqual((status, calls), (1, []), errors)
        self.assertIn("apt-get install libopenblas-dev liblapack-dev libsqlite3-dev zlib1g-dev libexpat1-dev libxlsxwriter-dev", errors)

    def test_packages_that_cannot_be_installed(self):
        machine = self.machine()
        machine.debian(apt_works=False)
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("apt-get update failed", errors)
        self.assertIn("apt-get could not install: libopenblas-dev", errors)

    def test_openblas_unknown_to_pkg_config(self):
        machine = self.machine()
        machine.debian()
        machine.has(*DEBIAN_PACKAGES)
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("OpenBLAS is missing", errors)
        self.assertIn("apt-get install libopenblas-dev", errors)

    def test_serial_openblas_is_refused(self):
        machine = self.machine(openblas=SERIAL)
        machine.debian()
        machine.has(*DEBIAN_PACKAGES, "pc-openblas")
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("serial kind", errors)
        self.assertIn("libopenblas-pthread-dev", errors)
        self.assertIn("update-alternatives --config libopenblas.so.0-x86_64-linux-gnu", errors)

    def test_openmp_openblas_is_accepted(self):
        machine = self.machine(openblas="parallel=2 config=OpenBLAS 0.3.21 USE_OPENMP")
        machine.debian()
        machine.has(*DEBIAN_PACKAGES, "pc-openblas")
        status, errors, _ = machine.run()
        self.assertEqual(status, 0, errors)

    def test_old_or_absent_swift(self):
        machine = self.machine()
        machine.debian()
        machine.has(*DEBIAN_PACKAGES, "pc-openblas")
        machine.command("swift", 'echo "Swift version 5.10.1 (swift-5.10.1-RELEASE)"')
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("Swift 5.10 is too old: 6.1", errors)
        (machine.bin / "swift").unlink()
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("there is no swift command", errors)

    def test_linux_without_apt_names_what_is_missing(self):
        machine = self.machine()
        machine.has("pc-zlib")
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("pkg-config does not find: openblas sqlite3", errors)

    def test_macos_installs_through_brew(self):
        machine = self.machine(system="Darwin")
        machine.logged("brew", f'''case "$1" in
list) [ -e {machine.installed}/"$3" ];;
--prefix) echo /opt/homebrew/opt/"$2";;
install) shift 2; for p; do : > {machine.installed}/"$p"; done; : > {machine.installed}/pc-openblas;;
esac''')
        machine.has("zlib")
        status, errors, calls = machine.run()
        self.assertEqual(status, 0, errors)
        self.assertIn("installing with brew: openblas sqlite expat libxlsxwriter\n", errors)
        self.assertIn("brew install --quiet openblas sqlite expat libxlsxwriter", calls)

    def test_macos_without_brew(self):
        machine = self.machine(system="Darwin")
        status, errors, _ = machine.run()
        self.assertEqual(status, 1)
        self.assertIn("Homebrew is needed", errors)
