//! The browsers: how each is started on a page with an empty profile, and ended again.

use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::names::Names;

/// How long a browser may take: it needs a few seconds for the cases, and up to a minute for the cookies.
const PATIENCE: Duration = Duration::from_secs(240);

/// Browsers, or the X server around one, now and then hang or end as they start.
const STARTS: usize = 3;

/// What came of the first start in which the browser did not hang: each is told by what it said.
pub fn in_some_start<T>(mut start: impl FnMut() -> Result<T, String>) -> T {
    for _ in 1..STARTS {
        match start() {
            Ok(report) => return report,
            Err(why) => println!("started again: {why}"),
        }
    }
    start().unwrap_or_else(|why| panic!("{STARTS} times: {why}"))
}

/// A browser, as its Debian package calls it.
pub struct Browser {
    pub command: &'static str,
    /// The engine's name in the cases and in the recording.
    pub engine: &'static str,
    /// What only this browser's user agent contains.
    agent: &'static str,
    version: &'static [&'static str],
    start: fn(&Path, &Surroundings) -> Command,
}

/// What a browser is started with beside an empty profile.
#[derive(Default)]
pub struct Surroundings<'a> {
    pub names: Option<&'a Names>,
    pub blocks_third_parties: bool,
}

pub static BROWSERS: [Browser; 3] = [
    Browser {
        command: "chromium",
        engine: "chromium",
        agent: "Chrome/",
        version: &["chromium", "--version"],
        start: chromium,
    },
    Browser {
        command: "firefox-esr",
        engine: "firefox",
        agent: "Firefox/",
        version: &["firefox-esr", "--version"],
        start: firefox,
    },
    Browser {
        command: "surf",
        engine: "webkit",
        agent: "Safari/605",
        // surf is a window around the engine, and the engine's version is what matters.
        version: &[
            "dpkg-query",
            "--show",
            "--showformat=WebKitGTK ${Version}",
            "libwebkit2gtk-4.1-0",
        ],
        start: surf,
    },
];

/// These talk only to the page: what a browser sends to its maker is switched off.
fn chromium(profile: &Path, around: &Surroundings) -> Command {
    let blocks = around.blocks_third_parties;
    let preferences = format!(
        r#"{{"profile": {{"cookie_controls_mode": {}, "block_third_party_cookies": {blocks}}}}}"#,
        u8::from(blocks)
    );
    let folder = profile.join("Default");
    std::fs::create_dir(&folder).expect("the profile is empty");
    std::fs::write(folder.join("Preferences"), preferences).expect("the profile can be written");
    let mut command = Command::new("chromium");
    command
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.display()));
    if around.names.is_some() {
        command.args([
            "--host-resolver-rules=MAP * 127.0.0.1",
            "--ignore-certificate-errors",
        ]);
    }
    command
}

fn firefox(profile: &Path, around: &Surroundings) -> Command {
    const PREFERENCES: &str = r#"
user_pref("app.normandy.enabled", false);
user_pref("app.update.auto", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutConfig.showWarning", false);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.region.network.url", "");
user_pref("browser.safebrowsing.downloads.remote.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.policy.firstRunURL", "");
user_pref("extensions.update.enabled", false);
user_pref("extensions.getAddons.cache.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.dns.disablePrefetch", true);
user_pref("network.trr.mode", 5);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
user_pref("toolkit.telemetry.server", "");
user_pref("toolkit.telemetry.unified", false);
"#;
    std::fs::write(profile.join("user.js"), PREFERENCES).expect("the profile can be written");
    let mut command = Command::new("firefox-esr");
    command
        .args(["--headless", "--no-remote", "--profile"])
        .arg(profile);
    if let Some(names) = around.names {
        names.give_to(&mut command);
        names.have_firefox_trust(profile);
    }
    command
}

fn surf(profile: &Path, around: &Surroundings) -> Command {
    let mut command = Command::new("xvfb-run");
    // surf keeps its files in its user's home.
    command
        .args(["--auto-servernum", "surf"])
        .env("HOME", profile);
    if let Some(names) = around.names {
        names.give_to(&mut command);
        // It accepts any certificate, and all cookies.
        command.args(["-t", "-a", "A"]);
    }
    command
}

impl Browser {
    /// The browser of that command.
    pub fn named(command: &str) -> &'static Self {
        let browser = BROWSERS.iter().find(|browser| browser.command == command);
        browser.unwrap_or_else(|| {
            let known = BROWSERS
                .each_ref()
                .map(|browser| browser.command)
                .join(", ");
            panic!("ENGINES names {command}: expected one of {known}")
        })
    }

    /// The version as the browser, or its package, says it.
    pub fn version(&self) -> String {
        let output = Command::new(self.version[0])
            .args(&self.version[1..])
            .output();
        let output =
            output.unwrap_or_else(|error| panic!("{} is not installed: {error}", self.command));
        assert!(
            output.status.success(),
            "{} does not print its version",
            self.command
        );
        let version = String::from_utf8_lossy(&output.stdout);
        version
            .split(" built on ")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// Whether that is its user agent.
    pub fn is(&self, agent: &str) -> bool {
        agent.contains(self.agent)
    }

    /// Opens a page, and waits for what `report` has from it within the time that it is given, or for
    /// why it is of no use to wait any longer.
    pub fn visit<T>(
        &self,
        url: &str,
        around: &Surroundings,
        mut report: impl FnMut(Duration) -> Result<Option<T>, String>,
    ) -> Result<T, String> {
        assert!(
            is_installed(self.command),
            "ENGINES asks for {0}, which is not installed: on Debian, `apt-get install {0}`",
            self.command
        );
        let profile = tempfile::tempdir().expect("there is room for an empty profile");
        let mut command = (self.start)(profile.path(), around);
        command.arg(url);
        in_a_group_of_its_own(&mut command);
        let mut complaints = tempfile::tempfile().expect("there is room for what it prints");
        let stderr = complaints.try_clone().expect("a file can be shared");
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", self.command));
        let mut running = Running(process);
        let start = Instant::now();
        let why = loop {
            match report(Duration::from_millis(500)) {
                Ok(Some(report)) => return Ok(report),
                Ok(None) => {}
                Err(why) => break why,
            }
            let ended = running.0.try_wait();
            if let Some(status) = ended.expect("a process that was started can be asked") {
                break format!("it exited before the page reported: {status}");
            }
            if start.elapsed() > PATIENCE {
                break format!("no report of the page in {PATIENCE:?}");
            }
        };
        // It may still be writing.
        drop(running);
        let mut said = Vec::new();
        complaints.rewind().expect("a file can be read again");
        complaints.read_to_end(&mut said).expect("a file is read");
        let said = String::from_utf8_lossy(&said);
        Err(format!("{}: {why}. It said: {said}", self.command))
    }
}

/// Whether there is a program of that name.
fn is_installed(command: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(command).is_file())
}

/// So that all of the browser's processes can be ended, and no other.
#[cfg(unix)]
fn in_a_group_of_its_own(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// The browsers of `BROWSERS` are Debian's: on other systems this compiles, but finds none of them.
#[cfg(not(unix))]
fn in_a_group_of_its_own(_: &mut Command) {}

/// A browser's processes, ended when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        end_group(self.0.id());
        // Ended already, if it was in a group.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[cfg(unix)]
fn end_group(id: u32) {
    for signal in ["-TERM", "-KILL"] {
        let kill = Command::new("kill")
            .args([signal, "--", &format!("-{id}")])
            .stderr(Stdio::null())
            .status();
        kill.expect("`kill` is installed");
        std::thread::sleep(Duration::from_millis(500));
    }
}

#[cfg(not(unix))]
fn end_group(_: u32) {}
