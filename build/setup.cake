// What the tests drive: Debian packages, and clients from npm. Programs need none of it: run, simulator and package work without.

/// What must be there (a dpkg name pattern) and the package that brings it.
(string Pattern, string Package, string For)[] debianPackages =
[
    ("activemq", "activemq", "the broker"),
    ("ejabberd", "ejabberd", "an XMPP server that is not ours"),
    ("prosody", "prosody", "another one"),
    ("chromium", "chromium", "the page's tests"),
    ("python3", "python3", "client programs that are not ours"),
    ("python3-slixmpp", "python3-slixmpp", "an XMPP client that is not ours"),
    ("libfaketime", "libfaketime", "the laboratory's clocks that jump"),
    ("openjdk-*-jdk-headless", "default-jdk-headless", "Java JMS programs"),
];

// Programs, wherever they come from, and the Debian package that brings them where they are missing.
(string Program, string Package)[] programs = [("node", "nodejs"), ("npm", "npm")];

// XMPP clients that are not ours, with all that they need pinned by the lock file.
const string NpmPeers = "Connector.Tests/Simulator/peers";

// They start servers on the ports that the project's programs want; the tests start their own, on free ports.
string[] servicesToKeepOff = ["activemq", "ejabberd", "prosody"];

void SetUp()
{
    InstallDebianPackages();
    InstallNpmPackages();
}

void InstallNpmPackages()
{
    // npm leaves a copy of the lock file behind: as new as ours, all is there.
    var installed = System.IO.Path.Combine(NpmPeers, "node_modules", ".package-lock.json");
    if (System.IO.File.Exists(installed)
        && System.IO.File.GetLastWriteTimeUtc(installed) >= System.IO.File.GetLastWriteTimeUtc(System.IO.Path.Combine(NpmPeers, "package-lock.json")))
        return;
    Say("Installing XMPP clients from npm");
    // No script of a package runs: they are JavaScript and need none.
    if (Execute("npm", ["--prefix", NpmPeers, "ci", "--ignore-scripts", "--loglevel", "error"]) != 0)
        throw Failed($"Installing the XMPP clients failed: see the lines above. By hand: npm --prefix {NpmPeers} ci --ignore-scripts");
}

void InstallDebianPackages()
{
    if (Ask("dpkg-query", "--version") is null)
        throw Failed("The tests need a Debian system (or one with apt) to drive these packages: "
            + string.Join(" ", debianPackages.Select(p => p.Package)) + ". This system has no dpkg. build, run, simulator and package work without.");
    var missing = debianPackages.Where(p => !IsInstalled(p.Pattern)).Select(p => p.Package)
        .Concat(programs.Where(p => Ask(p.Program, "--version") is null).Select(p => p.Package)).ToArray();
    if (missing.Length == 0)
        return;

    var byHand = $"apt-get update && apt-get install -y --no-install-recommends {string.Join(" ", missing)}";
    string[] asRoot = Environment.UserName == "root" ? [] : ["sudo", "-n"];
    if (asRoot.Length > 0 && Ask("sudo", "-n", "true") is null)
        throw Failed($"These Debian packages are missing and this user may not install them: {string.Join(" ", missing)}. Have root run: {byHand}");

    Say($"Installing Debian packages: {string.Join(" ", missing)}");
    var off = servicesToKeepOff.Intersect(missing).ToArray();
    var script = string.Join("\n",
        "set -e",
        "export DEBIAN_FRONTEND=noninteractive",
        // Debian asks this script whether a service may start; 101 is "no". One that is there already stays.
        "policy=/usr/sbin/policy-rc.d",
        "if [ ! -e $policy ]; then printf '#!/bin/sh\\nexit 101\\n' > $policy; chmod 755 $policy; trap 'rm -f $policy' EXIT; fi",
        "apt-get -qq update",
        $"apt-get -qq install -y --no-install-recommends {string.Join(" ", missing)} > /dev/null",
        // Nor at the next start of the machine.
        string.Join("\n", off.Select(service => $"update-rc.d {service} disable")));
    var command = asRoot.Concat(["bash", "-c", script]).ToArray();
    if (Execute(command[0], command[1..]) != 0)
        throw Failed($"Installing Debian packages failed: see the lines above. By hand: {byHand}");
}

bool IsInstalled(string pattern) =>
    Ask("dpkg-query", "-W", "-f=${db:Status-Status}\\n", pattern)?.Split('\n').Contains("installed") ?? false;
