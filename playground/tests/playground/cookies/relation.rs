//! What a page and the API that it asks are to each other.

use cors_flow::{Origin, Url};

#[derive(Debug, PartialEq)]
pub struct Relation {
    pub name: &'static str,
    page: &'static str,
    /// `*` stands for a label that each case has for itself.
    api: &'static str,
}

/// On which ports there are the page's servers and the API's, each for `http` and for `https`. To
/// cookies, they are all the same.
#[derive(Clone, Copy)]
pub struct Ports {
    pub page: [u16; 2],
    pub api: [u16; 2],
}

impl Ports {
    /// For who only wants to know what the crate says.
    pub const ANY: Self = Self {
        page: [8080, 8443],
        api: [9080, 9443],
    };
}

macro_rules! relations {
    ($($name:ident $page:literal $api:literal)*) => {
        $(pub static $name: Relation = Relation {
            name: stringify!($name),
            page: $page,
            api: $api,
        };)*
        pub static ALL: &[&Relation] = &[$(&$name),*];
    };
}

relations! {
    HTTPS_SAME_SITE "https://app.example.com" "https://*.example.com"
    HTTPS_CROSS_SITE "https://app.example.com" "https://*.example.net"
    HTTP_SAME_SITE "http://app.example.org" "http://*.example.org"
    HTTP_CROSS_SITE "http://app.example.org" "http://*.example.edu"
    LOOPBACK "http://127.0.0.1" "http://localhost"
    HTTP_TO_HTTPS "http://app.example.co.uk" "https://*.example.co.uk"
    PUBLIC_SUFFIX "https://app.github.io" "https://*.github.io"
    OTHER_PORT "https://app.example.info" "https://app.example.info"
    LOCALHOST "http://localhost" "http://localhost"
    ADDRESS "http://127.0.0.1" "http://127.0.0.1"
    TWO_ADDRESSES "http://127.0.0.1" "http://127.0.0.2"
    BELOW_LOCALHOST "http://app.localhost" "http://*.localhost"
    HEROKU "https://app.herokuapp.com" "https://*.herokuapp.com"
    VERCEL "https://app.vercel.app" "https://*.vercel.app"
    SUFFIX_ITSELF "https://herokuapp.com" "https://herokuapp.com"
    ABOVE "https://www.shop.up.railway.app" "https://*.shop.up.railway.app"
    WHOLE_DOMAIN "https://example.us" "https://*.example.us"
    HTTP_TO_OTHERS_HTTPS "http://app.example.org" "https://*.example.biz"
}

/// Those that generated lines are put to.
pub static GENERATED: [&Relation; 8] = [
    &HTTPS_SAME_SITE,
    &HTTPS_CROSS_SITE,
    &HTTP_SAME_SITE,
    &HTTP_CROSS_SITE,
    &LOOPBACK,
    &HTTP_TO_HTTPS,
    &PUBLIC_SUFFIX,
    &OTHER_PORT,
];

impl Relation {
    pub fn named(name: &str) -> &'static Self {
        let relation = ALL.iter().find(|relation| relation.name == name);
        relation.unwrap_or_else(|| panic!("no relation {name}"))
    }

    pub fn page(&self, ports: Ports) -> Origin {
        let page = format!("{}:{}", self.page, port(self.page, ports.page));
        page.parse().expect("an origin")
    }

    /// The root of the API that this case asks.
    pub fn api(&self, id: &str, ports: Ports) -> Url {
        let api = self.api.replace('*', id);
        let api = format!("{api}:{}", port(self.api, ports.api));
        api.parse().expect("a URL")
    }

    /// Whether each case has a host of its own.
    pub fn has_hosts(&self) -> bool {
        self.api.contains('*')
    }

    pub fn asks_https(&self) -> bool {
        self.api.starts_with("https:")
    }

    /// Whether the API's host is one.
    pub fn is_public_suffix(&self) -> bool {
        *self == SUFFIX_ITSELF
    }

    /// The API's host.
    pub fn host(&self, id: &str) -> String {
        let api = self.api(id, Ports::ANY);
        api.host_str().expect("a host").to_owned()
    }
}

fn port(origin: &str, [http, https]: [u16; 2]) -> u16 {
    if origin.starts_with("https:") {
        https
    } else {
        http
    }
}
