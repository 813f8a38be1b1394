//! Names of hosts that lead to this machine, for one browser alone, and the authority that certifies
//! them.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub struct Names {
    folder: TempDir,
}

impl Names {
    pub fn new<'a>(hosts: impl IntoIterator<Item = &'a str>, authority: &str) -> Self {
        let names = Self {
            folder: tempfile::tempdir().expect("there is room for a file of hosts"),
        };
        let is_name = |host: &&str| !host.ends_with(|c: char| c.is_ascii_digit());
        let hosts = hosts.into_iter().filter(is_name);
        let lines: Vec<_> = hosts.map(|host| format!("127.0.0.1 {host}\n")).collect();
        std::fs::write(names.hosts(), lines.concat()).expect("a file of hosts can be written");
        std::fs::write(names.authority(), authority).expect("a certificate can be written");
        names
    }

    fn hosts(&self) -> PathBuf {
        self.folder.path().join("hosts")
    }

    fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Has the C library's resolver read the file of hosts.
    pub fn give_to(&self, command: &mut Command) {
        let preload = ("LD_PRELOAD", "libnss_wrapper.so");
        let tried = Command::new("true").env(preload.0, preload.1).output();
        let complaint = tried.expect("`true` is installed").stderr;
        assert!(
            complaint.is_empty(),
            "libnss_wrapper.so is not installed: on Debian, `apt-get install libnss-wrapper`"
        );
        command
            .env(preload.0, preload.1)
            .env("NSS_WRAPPER_HOSTS", self.hosts())
            // By default, it has room for 200.
            .env("NSS_WRAPPER_MAX_HOSTENTS", "10000");
    }

    /// Has the Firefox of that profile accept what the authority certifies.
    pub fn have_firefox_trust(&self, profile: &Path) {
        let status = Command::new("certutil")
            .args(["-A", "-n", "test", "-t", "C,,", "-i"])
            .arg(self.authority())
            .arg("-d")
            .arg(format!("sql:{}", profile.display()))
            .status();
        let status =
            status.expect("certutil is installed: on Debian, `apt-get install libnss3-tools`");
        assert!(status.success(), "certutil adds the authority");
    }
}
