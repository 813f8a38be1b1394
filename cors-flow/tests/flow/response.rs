use cors_flow::{CredentialsMode, Error, Kind, Report};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::{API, PAGE, done, flow, judges, map, request, sent, willing};

/// Whatever the status. Without a Location, 302 is no redirect.
#[test]
fn is_judged_as_the_library_does() {
    let get = request("GET", API);
    for code in [200, 204, 302, 304, 404, 500] {
        let rows = [
            "omit 200 allow-origin=* -> response",
            "include 200 allow-origin=* -> response: WildcardAllowOrigin",
            "omit 200 allow-origin=- allow-credentials=- -> response: MissingAllowOrigin",
            "include 200 allow-origin=- allow-credentials=- -> \
             response: MissingAllowOrigin MissingAllowCredentials",
            "include 200 allow-credentials=- -> response: MissingAllowCredentials",
        ]
        .map(|row| row.replace("200", &code.to_string()));
        judges(&get, &rows.each_ref().map(String::as_str));
    }
}

#[test]
fn none_is_a_network_error() {
    for method in ["GET", "PUT"] {
        let mut flow = flow(&request(method, API));
        flow.receive_nothing("Nobody is there.");
        let report = done(&flow);
        let ([finding], [exchange]) = (report.findings(), report.exchanges()) else {
            panic!("{report}")
        };
        let error = Error::Network("Nobody is there.".into());
        assert_eq!(finding.error, Some(error));
        assert_eq!((finding.kind, finding.status), (Kind::Network, None));
        assert_eq!((exchange.status(), exchange.headers()), (None, None));
    }
}

#[test]
fn after_the_end_changes_nothing() {
    let mut flow = flow(&request("GET", PAGE));
    flow.receive(StatusCode::OK, &HeaderMap::new());
    let before = flow.report().to_json();
    flow.receive(StatusCode::OK, &HeaderMap::new());
    flow.receive_nothing("x");
    flow.skip_preflight();
    flow.stop();
    assert_eq!(done(&flow).to_json(), before);
}

/// Two of three engines refuse these, whatever the CORS headers say.
#[test]
fn is_refused_if_lines_differ_or_it_switches_protocols() {
    let switches = "omit 101 content-length=1 content-length=2 -> response: SwitchingProtocols";
    judges(&request("GET", API), &[switches]);
    judges(
        &request("PUT", API),
        &["include 101 -> preflight: SwitchingProtocols Status"],
    );
    let rows = [
        "omit 200 content-disposition=a content-disposition=b -> KIND: DifferentContentDisposition",
        "omit 200 content-disposition=a content-disposition= -> KIND: DifferentContentDisposition",
        "include 200 allow-origin=- content-disposition=a content-disposition=b -> \
         KIND: DifferentContentDisposition MissingAllowOrigin",
        "omit 200 content-length=1 content-length=2 -> KIND: DifferentContentLength",
        "omit 200 location=/a location=/b -> KIND: DifferentLocation",
        "omit 201 location=/a location=/a location=/b -> KIND: DifferentLocation",
    ];
    for (method, kind) in [("GET", "response"), ("PUT", "preflight")] {
        let rows = rows.map(|row| row.replace("KIND", kind));
        judges(&request(method, API), &rows.each_ref().map(String::as_str));
    }
    judges(
        &request("GET", API),
        &[
            "omit 200 content-disposition=a content-disposition=a -> response",
            "omit 200 location=/a location=/a -> response",
            "omit 302 location=/a location=/b -> redirect: RepeatedLocation",
        ],
    );
    // Nothing else is wrong at home.
    judges(
        &request("GET", PAGE),
        &[
            "include 200 allow-origin=- content-length=1 content-length=2 -> response: DifferentContentLength",
        ],
    );
}

#[test]
fn has_no_whitespace_around_a_value() {
    for value in ["true ", " true", "\ttrue\t ", "true"] {
        let mut flow = flow(&request("GET", API).credentials(CredentialsMode::Include));
        let mut headers = willing(&sent(&flow));
        let value = HeaderValue::from_str(value).unwrap();
        headers.insert("access-control-allow-credentials", value);
        flow.receive(StatusCode::OK, &headers);
        let report = done(&flow);
        assert!(report.allowed(), "{report}");
        let received = report.exchanges()[0].headers().unwrap();
        assert_eq!(received["access-control-allow-credentials"], "true");
    }
}

/// Without a page, what fits no page is refused as well.
#[test]
fn of_the_header_alone() {
    for (origins, code) in [
        (&["*"][..], Some("WildcardAllowOrigin")),
        (
            &["https://a.example", "https://b.example"],
            Some("RepeatedAllowOrigin"),
        ),
        (&["https://a.example/"], Some("AllowOriginMismatch")),
        (
            &["https://a.example, https://b.example"],
            Some("AllowOriginMismatch"),
        ),
        (&["* "], Some("WildcardAllowOrigin")),
        (&["https://a.example"], None),
        (&["null"], None),
        (&[], None),
    ] {
        let lines = origins
            .iter()
            .map(|origin| ("access-control-allow-origin", *origin));
        let lines: Vec<_> = lines
            .chain([("access-control-allow-credentials", "true")])
            .collect();
        let report = Report::of_header_alone([(StatusCode::OK, map(&lines))]);
        assert_eq!(report.findings()[0].code().as_deref(), code, "{report}");
    }
}
