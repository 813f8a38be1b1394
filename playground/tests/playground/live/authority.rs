//! An authority of the test's own, and the certificate that it gives to all names.

use std::collections::BTreeSet;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::ServerConfig;

use super::names::Names;

/// How a browser gets to these hosts, and how a server shows that it is any of them.
pub fn certified(hosts: BTreeSet<&str>) -> (Names, ServerConfig) {
    // A certificate has room for some hundreds of names.
    let certified: BTreeSet<_> = hosts
        .iter()
        .map(|host| match host.split_once('.') {
            Some((_, parent)) if parent.contains('.') && !host.ends_with(char::is_numeric) => {
                format!("*.{parent}")
            }
            _ => (*host).to_owned(),
        })
        .collect();

    let mut authority = CertificateParams::new([]).expect("no names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let [authority_key, key] = [(); 2].map(|()| KeyPair::generate().expect("a key"));
    let certificate = authority.self_signed(&authority_key).expect("an authority");
    let params = CertificateParams::new(certified.into_iter().collect::<Vec<_>>());
    let own = params
        .expect("names")
        .signed_by(&key, &Issuer::new(authority, authority_key))
        .expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            let config = config.with_no_client_auth();
            config.with_single_cert(vec![own.der().clone()], key)
        });
    let names = Names::new(hosts, &certificate.pem());
    (names, tls.expect("a certificate with its key"))
}
