//! Which certificates are trusted, and which one is shown.

use std::env;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use http::Uri;
use hyper_rustls::ResolveServerName;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

use cors_flow::escaped;

use crate::limits;
use crate::options::Options;
use crate::outcome::CannotTell;

/// What a server gets that asks for a client certificate.
#[derive(Clone, Debug, Default)]
pub struct ClientCertificate {
    key: Option<Arc<CertifiedKey>>,
    was_asked_for: Arc<AtomicBool>,
}

impl ClientCertificate {
    /// That of `--cert` and `--key`, if there is one.
    pub fn given(options: &Options) -> Result<Option<Self>, CannotTell> {
        let Some(file) = &options.cert else {
            return Ok(None);
        };
        let name = escaped(file.as_os_str().as_encoded_bytes());
        let bytes = limits::read_file("--cert ", file)?;
        // The parser's own message has the bytes of the file in it.
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
        let chain = chain.map_err(|_| {
            format!("`--cert {name}` is not a PEM file of certificates: it is damaged, or cut off")
        })?;
        if chain.is_empty() {
            return Err(CannotTell(format!(
                "`--cert {name}` has no certificate: expected PEM, with `-----BEGIN CERTIFICATE-----` (`openssl \
                 pkcs12 -in FILE.p12 -nodes -out FILE.pem` makes it of a .p12 file)"
            )));
        }
        let (bytes, name) = match &options.key {
            None => (bytes, format!("--cert {name}")),
            Some(file) => {
                let name = escaped(file.as_os_str().as_encoded_bytes());
                (limits::read_file("--key ", file)?, format!("--key {name}"))
            }
        };
        let key = PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| match error {
            pem::Error::NoItemsFound => format!(
                "`{name}` has no private key that can be read: expected PEM, with `-----BEGIN PRIVATE KEY-----` \
                 and not encrypted (`openssl pkey -in FILE -out FILE` decrypts it), in the same file as the \
                 certificate or in that of `--key`"
            ),
            _ => format!("`{name}` is not a PEM file of a private key: it is damaged, or cut off"),
        })?;
        let key = CertifiedKey::from_der(chain, key, &ring::default_provider());
        let key = key.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                format!("the private key of `{name}` is not that of the certificate: give both of one pair")
            }
            error => format!(
                "`--cert` and `--key` cannot be used ({}): give a certificate with an RSA, ECDSA or Ed25519 key",
                escaped(error.to_string().as_bytes())
            ),
        })?;
        Ok(Some(Self {
            key: Some(Arc::new(key)),
            was_asked_for: Arc::default(),
        }))
    }

    pub fn forget(&self) {
        self.was_asked_for.store(false, Ordering::Relaxed);
    }

    /// Whether a server has asked for one since then.
    pub fn was_asked_for(&self) -> bool {
        self.was_asked_for.load(Ordering::Relaxed)
    }

    /// The same connections, but with this one to show.
    pub fn on(&self, config: &ClientConfig) -> ClientConfig {
        let mut config = config.clone();
        config.client_auth_cert_resolver = Arc::new(self.clone());
        // A session that is resumed would show what was shown when it began.
        config.resumption = Resumption::default();
        config
    }
}

impl ResolvesClientCert for ClientCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.was_asked_for.store(true, Ordering::Relaxed);
        self.key.clone()
    }

    fn has_certs(&self) -> bool {
        self.key.is_some()
    }
}

/// How to connect by TLS.
pub fn config(options: &Options) -> Result<(ClientConfig, Arc<ServerCertificates>), CannotTell> {
    let certificates = Arc::new(ServerCertificates::trusted(options)?);
    let config = ClientConfig::builder_with_provider(Arc::clone(&certificates.provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&certificates) as _)
        .with_no_client_auth();
    Ok((config, certificates))
}

/// Says which certificates of servers are valid.
#[derive(Debug)]
pub struct ServerCertificates {
    provider: Arc<CryptoProvider>,
    /// Nothing if there are no root certificates, or with `-k` none that can be read. To read the platform's
    /// takes longer than all else that is done for an `http` URL, so it is done at the first handshake.
    verifier: OnceLock<Option<Arc<dyn ServerCertVerifier>>>,
    /// Any is accepted, as long as the server has its key.
    insecure: bool,
    passed: Mutex<Option<(String, CertificateError)>>,
}

impl ServerCertificates {
    fn trusted(options: &Options) -> Result<Self, CannotTell> {
        let provider = Arc::new(ring::default_provider());
        let verifier = match given(options, &provider) {
            Err(error) if !options.insecure => return Err(error),
            Err(_) => OnceLock::from(None),
            Ok(None) => OnceLock::new(),
            Ok(verifier) => OnceLock::from(verifier),
        };
        Ok(Self {
            provider,
            verifier,
            insecure: options.insecure,
            passed: Mutex::default(),
        })
    }

    fn verifier(&self) -> Option<&dyn ServerCertVerifier> {
        let verifier = self.verifier.get_or_init(|| {
            let platform = rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider));
            Some(Arc::new(platform.ok()?))
        });
        verifier.as_deref()
    }

    /// Whether the platform had no root certificates when they were needed.
    pub fn lacks_roots(&self) -> bool {
        matches!(self.verifier.get(), Some(None))
    }

    /// The first one that `-k` let pass although it is not valid: the host, and what is wrong.
    pub fn passed(&self) -> Option<(String, CertificateError)> {
        self.passed.lock().ok()?.clone()
    }
}

impl ServerCertVerifier for ServerCertificates {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self
            .verifier()
            .map(|verifier| verifier.verify_server_cert(own, others, name, ocsp, now));
        if !self.insecure {
            return verified.unwrap_or(Err(CertificateError::UnknownIssuer.into()));
        }
        if let Some(Err(rustls::Error::InvalidCertificate(bad))) = verified {
            if let Ok(mut first) = self.passed.lock() {
                first.get_or_insert((name.to_str().into_owned(), bad));
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// What verifies by the file of `--cacert`, if there is one. Else the platform's must be of a size to be read.
fn given(
    options: &Options,
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Arc<dyn ServerCertVerifier>>, CannotTell> {
    if let Some(file) = &options.cacert {
        return of_authority(file, provider).map(Some);
    }
    // Whoever reads it for the platform would read it to its end, if it has one.
    if let Some(file) = env::var_os("SSL_CERT_FILE").filter(|file| Path::new(file).exists()) {
        limits::read_file("SSL_CERT_FILE=", Path::new(&file))?;
    }
    Ok(None)
}

fn of_authority(
    file: &Path,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, CannotTell> {
    let bytes = limits::read_file("--cacert ", file)?;
    let name = escaped(file.as_os_str().as_encoded_bytes());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let wrong = |what| format!("`--cacert {name}` is not a PEM file of certificates: {what}");
        // The parser's own message has the bytes of the file in it.
        let certificate = certificate.map_err(|_| wrong("it is damaged, or cut off".into()))?;
        let added = roots.add(certificate);
        added.map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(CannotTell(format!(
            "`--cacert {name}` has no certificate: expected PEM, with `-----BEGIN CERTIFICATE-----`"
        )));
    }
    let provider = Arc::clone(provider);
    let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider).build();
    Ok(verifier.map_err(|error| format!("`--cacert {name}` cannot be used: {error}"))?)
}

/// A host's name as browsers send it and compare it with the certificate: without the dot at its end.
pub struct NameWithoutDot;

impl ResolveServerName for NameWithoutDot {
    fn resolve(
        &self,
        uri: &Uri,
    ) -> Result<ServerName<'static>, Box<dyn std::error::Error + Sync + Send>> {
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches([']', '.']);
        Ok(ServerName::try_from(host.to_owned())?)
    }
}
