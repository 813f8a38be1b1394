//! `cors-check -`: what each form of a paste is taken for, and what is said of it.

use serde_json::Value;

use crate::program::judge;

/// The exit status, a paste, and a part of what is said of it. `PAGE` is the page that asks; the test spells out
/// `RIGHT`, `LIST`, `O` and `C`, which are short for headers that allow.
const SAID: &[(i32, &str, &str)] = &[
    // The command before the response says what was asked.
    (
        2,
        "$ curl -si https://api.example.com/me\nHTTP/1.1 200 OK\nDate: x\n\nbody",
        "error: this request was sent with no `Origin`, and a browser sends `Origin: https://app.example.com`",
    ),
    (
        1,
        "$ curl -si -X OPTIONS https://api.example.com/me -H 'Origin: https://app.example.com' \\\n  -H \
         'Access-Control-Request-Method: PUT'\nHTTP/1.1 404 Not Found\nRIGHT\n\nbody",
        "> OPTIONS https://api.example.com/me",
    ),
    (
        0,
        "me@box ~ % curl -si -H 'Origin: https://app.example.com' https://api.example.com/me\nHTTP/2 200 \nRIGHT\n\n{}",
        "> GET https://api.example.com/me",
    ),
    // A preflight and its request; the header that looks like a browser's is the page's.
    (
        1,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Access-Control-Request-Method: PUT\n\
         > Access-Control-Request-Headers: cache-control\n> \n< HTTP/1.1 204 X\n< RIGHT\n< access-control-allow-methods: PUT\n< \n\
         > PUT /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Cache-Control: no-cache\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "Access-Control-Allow-Headers",
    ),
    // A preflight's answer has to name the method.
    (
        1,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Access-Control-Request-Method: PUT\n> \n\
         < HTTP/1.1 204 X\n< RIGHT\n< \n",
        "Access-Control-Allow-Methods does not list `PUT`",
    ),
    // An OPTIONS is meant as a preflight; if a panel has all of its headers, it is the page's own.
    (
        2,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< Allow: PUT\n< \n",
        "cors-check --origin https://app.example.com -X METHOD https://api.example.com/me",
    ),
    (
        0,
        "Request URL\nhttps://api.example.com/me\nRequest Method\nOPTIONS\nStatus Code\n200 OK\nLIST\norigin\nPAGE\n",
        "unless it has the answer in its cache",
    ),
    // A body, with what curl says right after it, says why.
    (
        1,
        "> GET /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 403 X\n< \n{ [20 bytes data]\n\
         Invalid CORS request* Connection #0 to host api.example.com left intact\n",
        "< (body) Invalid CORS request\n",
    ),
    (
        1,
        "```\n$ curl -si -H 'Origin: PAGE' https://api.example.com/me\nHTTP/1.1 403 X\n\nnot allowed\n```\nWhy?\n",
        "< (body) not allowed\n",
    ),
    // A body may look like what another program prints, and it may be cut off within a name.
    (
        1,
        "> GET / HTTP/1.1\n> Host: a.test\n> Origin: PAGE\n> \n< HTTP/1.1 403 X\n< \nreply: 'HTTP/1.1 200 OK\\r\\n'\n\
         header: O: PAGE\nheader: C: true\n",
        "< 403\n",
    ),
    (
        1,
        "$ curl -si -H 'Origin: PAGE' https://a.test/\nHTTP/1.1 403 X\n\n<= Recv header, 9 bytes (0x9)\n0000: HTTP/1.1 200 OK\n\
         0011: O: PAGE\n0022: C: true\n0033: \n",
        "< 403\n",
    ),
    (
        1,
        "send: b\"PUT /me HTTP/1.1\\r\\nHost: a.test\\r\\nUser-Agent: it's\\r\\nOrigin: PAGE\\r\\n\\r\\n\"\n\
         reply: 'HTTP/1.1 200 OK\\r\\n'\nheader: O: PAGE\nheader: C: True\n",
        "> origin: https://app.example.com\n",
    ),
    (
        2,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Access-Control-Request-Method: GET\n\
         > Access-Control-Request-Headers: x-csrf-token\n> \n< HTTP/1.1 200 X\n< RIGHT\n< Access-Control-Allow-Headers: X-Csrf-Tok",
        "the input ends in the middle of a header line",
    ),
    // What text goes through may leave something in it.
    (
        2,
        "HTTP/1.1 200 X\n- O: PAGE\n- C: true\n\n",
        "something before the name of a header",
    ),
    (
        2,
        "HTTP/1.1 200 X\nO: PAGE\u{200b}\nC: true\n\n",
        "a space that is not shown",
    ),
    // A name of a header is what Vary has.
    (
        0,
        "access-control-allow-origin\nPAGE\naccess-control-allow-credentials\ntrue\nvary\nAccess-Control-Request-Method\n",
        "Allowed: ",
    ),
    (
        0,
        "```\nRequest URL: https://a.test/\nRequest Method: GET\nResponse Headers\nHTTP/1.1 200 OK\nO: PAGE\nC: true\n\
         Request Headers\nGET / HTTP/1.1\nOrigin: PAGE\n```\n",
        "> GET https://a.test/\n",
    ),
    // What a panel says and what curl printed are two things.
    (
        0,
        "Request URL: https://a.test/\n\n$ curl -si -H 'Origin: PAGE' https://a.test/\nHTTP/1.1 200 X\nRIGHT\n\nbody\n",
        "> GET https://a.test/\n",
    ),
    // What follows a body is not dropped in silence.
    (
        0,
        "$ curl -si -H 'Origin: PAGE' https://api.example.com/me\nHTTP/1.1 200 X\nRIGHT\n\nbody\nHTTP/1.1 200 X\n\n",
        "line 7 of the input looks like a part of another request or response",
    ),
    // Programs that print the version, the time, and long lines; and several requests before the first response.
    (
        1,
        "1.2.3.4:5: OPTIONS https://api.example.com/me HTTP/2.0\n    origin: PAGE\n    access-control-request-method: PUT\n\n\
         [replay] << HTTP/2.0 204 X 0b\n    O: PAGE\n    C: true\n    access-control-allow-methods: GET\n\n",
        "> OPTIONS https://api.example.com/me",
    ),
    (
        2,
        "1.2.3.4:5: GET https://api.example.com/me\n         << 200 OK 2b\n",
        "paste what `mitmdump --flow-detail 3` prints",
    ),
    (
        2,
        "1.2.3.4:5: GET https://api.example.com/me\n    origin: PAGE\n    user-agent: a \nb\n    x-a: 1\n << 200 OK 2b\n    O: PAGE\n    C: true\n\n",
        "line 4 of the input is among header lines",
    ),
    (
        1,
        "10:00:00.1 [0-x] * x\n10:00:00.1 [0-0] => Send header, 9 bytes (0x9)\n0000: GET /a HTTP/1.1\n0011: Host: a.test\n001f: Origin: PAGE\n0040: \n\
         <= Recv header, 9 bytes (0x9)\n0000: HTTP/1.1 200 X\n<= Recv header, 9 bytes (0x9)\n0000: O: PAGE\n<= Recv header, 9 bytes (0x9)\n\
         0000: C: true\n<= Recv header, 2 bytes (0x2)\n0000: \n<= Recv data, 2 bytes (0x2)\n0000: {}\n{}=> Send header, 9 bytes (0x9)\n\
         0000: GET /b HTTP/1.1\n0011: Host: a.test\n001f: Origin: PAGE\n0040: \n<= Recv header, 9 bytes (0x9)\n0000: HTTP/1.1 200 X\n",
        "> GET https://a.test/b",
    ),
    (
        0,
        "=> Send header, 9 bytes (0x9)\n0000: OPTIONS /a HTTP/1.1\n0015: Host: a.test\n0023: Origin: PAGE\n0044: Access-Control-Request-Method: PUT\n\
         0068: Access-Control-Request-Headers: x-aaaaaaaaaaaaaaaaaaaaaaa, x-bbb\n00a8: bbb\n00ad: \n<= Recv header, 9 bytes (0x9)\n\
         0000: HTTP/1.1 204 X\n<= Recv header, 9 bytes (0x9)\n0000: O: PAGE\n<= Recv header, 9 bytes (0x9)\n0000: C: true\n\
         <= Recv header, 9 bytes (0x9)\n0000: Access-Control-Allow-Methods: PUT\n<= Recv header, 9 bytes (0x9)\n\
         0000: Access-Control-Allow-Headers: x-aaaaaaaaaaaaaaaaaaaaaaa, x-bbbbb\n0040: b\n<= Recv header, 2 bytes (0x2)\n0000: \n",
        "access-control-request-headers: x-aaaaaaaaaaaaaaaaaaaaaaa,x-bbbbbb",
    ),
    (
        2,
        "=> Send header, 9 bytes (0x9)\n0000: GET /a HTTP/1.1\n0011: User-Agent: x\ny\n0020: \n<= Recv header, 9 bytes (0x9)\n0000: HTTP/1.1 200 X\n",
        "line 4 of the input is among header lines",
    ),
    (
        2,
        "<= Recv header, 17 bytes (0x11)\n0000: 48 54 54 50 2f 31 2e 31 20 32 30 30 20 4f 4b 0d HTTP/1.1 200 OK.\n0010: 0a                                              .\n",
        "paste what `curl -v` or `curl --trace-ascii -` prints",
    ),
    (
        1,
        "[  0.1] send HEADERS frame <length=9, flags=0x25, stream_id=13>\n          ; END_STREAM\n          :method: GET\n          :path: /a\n\
         \x20         :authority: a.test\n          origin: PAGE\n[  0.1] send HEADERS frame <length=9, flags=0x25, stream_id=15>\n\
         \x20         :method: GET\n          :path: /b\n          :authority: a.test\n          origin: PAGE\n\
         [  0.2] recv (stream_id=15) :status: 200\n[  0.2] recv (stream_id=15) O: PAGE\n[  0.2] recv (stream_id=15) C: True\n\
         [  0.2] recv HEADERS frame <length=9, flags=0x04, stream_id=15>\n{}[  0.2] recv DATA frame <length=2, flags=0x01, stream_id=15>\n\
         [  0.2] recv (stream_id=13) :status: 200\n[  0.2] recv (stream_id=13) O: PAGE\n[  0.2] recv (stream_id=13, sensitive) C: true\n\
         [  0.2] recv HEADERS frame <length=9, flags=0x04, stream_id=13>\n",
        "\n> GET https://a.test/a\n",
    ),
    (
        2,
        "[  0.1] recv (stream_id=13) :status: 200\n[  0.2] recv (stream_id=13) a: b\n[snip]\n[  0.2] recv (stream_id=13) O: PAGE\n",
        "line 3 of the input is among header lines",
    ),
    (
        1,
        "    OPTIONS /me HTTP/1.1\\r\\n\n        Request Method: OPTIONS\n    Host: a.test\\r\\n\n    Origin: PAGE\\r\\n\n    Access-Control-Request-Method: PUT\\r\\n\n\
         \x20   \\r\\n\n    [Full request URI: http://a.test/me]\n\nHypertext Transfer Protocol\n    HTTP/1.1 204 X\\r\\n\n    O: PAGE\\r\\n\n    C: true\\r\\n\n    \\r\\n\n",
        "> OPTIONS https://a.test/me",
    ),
    (
        2,
        "    HTTP/1.1 200 X\\r\\n\n    O: PAGE\\r\\n\n    Set-Cookie: a=b\n",
        "line 3 of the input is among header lines",
    ),
    (
        2,
        "    Stream: HEADERS, Stream ID: 1\n        Header: :method: GET\n    Stream: HEADERS, Stream ID: 1\n        Header: :status: 200 OK\n        Header: O: PAGE\n        Header: C: true\n",
        "from this output of `Wireshark`: paste what `curl -v` prints",
    ),
    (
        2,
        "reply: 'HTTP/1.1 200 OK\\r\\n'\nheader: a: b\nc\nheader: O: PAGE\n",
        "line 4 of the input is among header lines",
    ),
    // A redirect to a third origin.
    (
        2,
        "> GET /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 302 X\n< RIGHT\n\
         < Location: https://other.example.com/\n< \n* Issue another request to this URL: 'x'\n\
         > GET / HTTP/1.1\n> Host: other.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "was sent with `Origin: https://app.example.com`, and a browser sends `Origin: null`",
    ),
    // Another page's request: what it was answered is not this page's.
    (
        2,
        "GET /me HTTP/1.1\nHost: api.example.com\nOrigin: https://x.test\n\nHTTP/1.1 200 OK\n\
         access-control-allow-origin: https://x.test\naccess-control-allow-credentials: true\n\n",
        "was sent with `Origin: https://x.test`",
    ),
    // A copied command sends a browser's headers, and no preflight.
    (
        2,
        "> PUT /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> User-Agent: Mozilla/5.0\n> Sec-Fetch-Mode: cors\n> \n\
         < HTTP/1.1 200 X\n< RIGHT\n< \n",
        "a browser sends a preflight before this request",
    ),
    (
        0,
        "Request URL\nhttps://api.example.com/me\nRequest Method\nPUT\nStatus Code\n200 OK\nLIST\norigin\nPAGE\n",
        "unless it has the answer in its cache",
    ),
    // Two conversations.
    (
        1,
        "> GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \nbody\n\
         > GET /b HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< \n",
        "> GET https://api.example.com/b",
    ),
    (
        1,
        "> PUT /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> User-Agent: Mozilla/5.0\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \nbody\n\
         > GET /b HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< \n",
        " -X PUT https://api.example.com/a\n\n> GET https://api.example.com/b\n",
    ),
    // A 304 is about what a browser has in its cache.
    (
        2,
        "> GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> If-None-Match: x\n> \n< HTTP/1.1 304 X\n< ETag: x\n< \n",
        "ask again without `If-None-Match`",
    ),
    // A selection without the status line.
    (
        2,
        "< vary: Origin\n< access-control-allow-credentials: true\n< \n",
        "lines may be missing from this selection",
    ),
    (
        0,
        "Access-Control-Allow-Origin: PAGE\nAccess-Control-Allow-Credentials: true\n",
        "the status is unknown",
    ),
    (
        2,
        "date\nx\nserver\nx\nlocation\n/\nLIST\n",
        "the status is not in this selection",
    ),
    // curl's marks twice, with a time, and with a number.
    (
        0,
        "12:00:01.123456 * x\n12:00:01.200000 > GET / HTTP/1.1\n12:00:02.123456 < HTTP/1.1 200 X\n12:00:02.123457 < O: PAGE\n12:00:02.123458 < C: true\n12:00:02.200000 < \n",
        "Allowed: ",
    ),
    (
        0,
        "< HTTP/1.1 200 X\nHTTP/1.1 200 X\n< O: PAGE\nO: PAGE\n< C: true\nC: true\n< \n\nbody",
        "Allowed: ",
    ),
    // Prompts of themes, and of lines that continue a command.
    (
        2,
        "\u{279c}  ~ curl -si -X PUT https://api.example.com/me -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "a browser sends a preflight before this request",
    ),
    (
        2,
        "\u{279c}  api git:(main) \u{2717} curl -si -X PUT https://api.example.com/me -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "a browser sends a preflight before this request",
    ),
    (
        2,
        "$ time curl -si -X PUT https://api.example.com/me \\\n>   -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "a browser sends a preflight before this request",
    ),
    // Other programs' commands before a head.
    (
        2,
        "$ http --headers PUT https://api.example.com/me Origin:PAGE X-A:1\nHTTP/1.1 200 OK\nRIGHT\n",
        "cors-check --origin https://app.example.com -X PUT -H 'x-a: 1' https://api.example.com/me",
    ),
    (
        0,
        "me@box ~ % https -h api.example.com/me Origin:PAGE a==b\nHTTP/2 200 \nRIGHT\n",
        "> GET https://api.example.com/me?a=b",
    ),
    (
        2,
        "http GET :3000/me Origin:PAGE Accept: 'Empty;'\nHTTP/1.1 200 OK\nRIGHT\n",
        "a browser sends a preflight",
    ),
    (
        2,
        "$ xh patch https://api.example.com/me Origin:PAGE --auth a:b name='x y' n:=1\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PATCH -H 'authorization: Basic YTpi' -H 'content-type: application/json' -d '{\"name\": \"x y\", \"n\": 1}' https",
    ),
    (
        2,
        "$ xhs -f api.example.com/me Origin:PAGE 'n=x y' X-A:1\nHTTP/1.1 200 OK\nRIGHT\n",
        "-H 'content-type: application/x-www-form-urlencoded; charset=utf-8' -d n=x%20y https://api.example.com/me",
    ),
    (
        2,
        "$ http https://api.example.com/me Origin:PAGE 'X-A: 1'\nHTTP/1.1 200 OK\nRIGHT\n",
        "-H 'x-a: 1' https://api.example.com/me",
    ),
    (
        0,
        "$ http https://api.example.com/me Origin:PAGE 'q==a <b'\nHTTP/1.1 200 OK\nRIGHT\n",
        "> GET https://api.example.com/me?q=a+%3Cb",
    ),
    (
        2,
        "$ http PUT https://api.example.com/me Origin:PAGE <data.json\nHTTP/1.1 200 OK\nRIGHT\n",
        "-H 'content-type: application/json'",
    ),
    (
        2,
        "$ http --json https://api.example.com/me Origin:PAGE\nHTTP/1.1 200 OK\nRIGHT\n",
        "`--json` cannot be followed",
    ),
    (
        2,
        "$ wget -S --certificate=me.pem https://a.test\n  HTTP/1.1 200 OK\n  RIGHT\n",
        "`--certificate` cannot be followed",
    ),
    (
        2,
        "$ http --proxy http:x https://api.example.com/me\nHTTP/1.1 200 OK\nRIGHT\n",
        "`--proxy` cannot be followed",
    ),
    // What goes into it is JSON unless it says another type.
    (
        2,
        "$ echo '{}' | http https://api.example.com/me Origin:PAGE\nHTTP/1.1 200 OK\nRIGHT\n",
        "-H 'content-type: application/json'",
    ),
    (
        2,
        "$ http https://api.example.com/me Origin:PAGE < body.json\nHTTP/1.1 200 OK\nRIGHT\n",
        "-H 'content-type: application/json'",
    ),
    (
        2,
        "$ http --session me https://api.example.com/me\nHTTP/1.1 200 OK\nRIGHT\n",
        "`--session` cannot be followed: leave the line out",
    ),
    (
        2,
        "$ http https://a.test -Z\nHTTP/1.1 200 OK\nRIGHT\n",
        "`-Z` cannot be followed",
    ),
    (
        2,
        "$ http https://a.test a@b\nHTTP/1.1 200 OK\nRIGHT\n",
        "`a@` cannot be followed",
    ),
    (
        2,
        "$ wget -qSO- --method=PUT --header 'Origin: PAGE' https://api.example.com/me\n  HTTP/1.1 200 OK\n  O: PAGE\n  C: true\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        0,
        "$ wget -S --spider --header='Origin: PAGE' https://api.example.com/me\nSpider mode enabled. Check if remote file exists.\n--2026-01-01 10:00:00--  https://api.example.com/me\nHTTP request sent, awaiting response... \n  HTTP/1.1 200 OK\n  O: PAGE\n  C: true\nRemote file exists.\n",
        "> HEAD https://api.example.com/me",
    ),
    (
        2,
        "$ wget -O - -U x --post-data a=1 --header='Origin: PAGE' --header 'Authorization: x' https://api.example.com/me\n  HTTP/1.1 200 OK\n  O: PAGE\n  C: true\n",
        "-H 'authorization: x' -H 'content-type: application/x-www-form-urlencoded' -d a=1",
    ),
    (
        2,
        "$ wget --metho=PUT https://a.test\n  HTTP/1.1 200 OK\n  O: PAGE\n",
        "`--metho` cannot be followed",
    ),
    // A word of a sentence.
    (
        0,
        "With wget and http the server says.\nwget gives\nHTTP/1.1 200 OK\nRIGHT\n",
        "Allowed: ",
    ),
    (
        0,
        "PS C:\\> (Invoke-WebRequest -Uri https://api.example.com/me -Headers @{Origin='PAGE'}).RawContent\nHTTP/1.1 200 OK\nRIGHT\n",
        "> GET https://api.example.com/me",
    ),
    (
        2,
        "PS C:\\> $r = iwr https://api.example.com/me -Me Put -UseBasicParsing `\n>>  -Headers @{\n>> \"Origin\" = \"PAGE\"; X-A = 1 }; $r.RawContent\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT -H 'x-a: 1' https://api.example.com/me",
    ),
    (
        2,
        "PS C:\\> irm \"$base/me\" -Headers @{Origin='PAGE'}\nHTTP/1.1 200 OK\nRIGHT\n",
        "this code is not what a browser copies",
    ),
    (
        2,
        "PS C:\\> iwr https://a.test -Headers $h | Select -Expand RawContent\nHTTP/1.1 200 OK\nRIGHT\n",
        "this code is not what a browser copies",
    ),
    (
        2,
        "PS C:\\> iwr -Uri https://api.example.com/me -Method:PUT -UseBasicParsing\nHTTP/1.1 200 OK\nRIGHT\n",
        "`-method:put` cannot be followed",
    ),
    (
        2,
        "PS C:\\> iwr -New -Method PUT -Uri https://api.example.com/me\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "PS C:\\> iwr https://api.example.com/me -NoProxy -Method PUT -Headers @{Origin='PAGE'}\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    // Those of programs that are not known.
    (
        2,
        "$ restish put https://api.example.com/me\nHTTP/1.1 200 OK\nRIGHT\n",
        "`restish` cannot be followed",
    ),
    (
        2,
        "PUT https://api.example.com/me\nOrigin: PAGE\nX-A: 1\n\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT -H 'x-a: 1' https://api.example.com/me",
    ),
    // Commands in lists, behind other words, and with another one's prompt.
    (
        2,
        "$ cd api && T=1 sudo /usr/bin/curl -si -X PUT https://api.example.com/me -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "> const r = await fetch(\"https://api.example.com/me\", {\"method\": \"PUT\"})\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "$ curl -si https://api.example.com/me -H 'Origin: PAGE' -H 'X-A: 1' -d '{\n> \"a\": 1\n> }'\nHTTP/1.1 200 OK\nRIGHT\n",
        "-H 'x-a: 1' -H 'content-type: application/x-www-form-urlencoded' -d $'{\\n\"a\": 1\\n}' https",
    ),
    (
        2,
        "C:\\Users\\me>curl -si \"https://api.example.com/me\" ^\r\nMore?  -H \"Origin: PAGE\" ^\r\nMore?  -H \"X-A: 1\"\r\nHTTP/1.1 200 OK\r\nRIGHT\n",
        "-H 'x-a: 1' https://api.example.com/me",
    ),
    // PowerShell's own views.
    (
        0,
        "PS C:\\> $r.Headers\n\nKey                              Value\n---                              -----\nAccess-Control-Allow-Origin      {PAGE}\nAccess-Control-Allow-Credentials {true}\nContent-Length                   {2}\n",
        "the status is unknown",
    ),
    (
        1,
        "Name                             Value\n----                             -----\nAccess-Control-Allow-Credentials True\nAccess-Control-Allow-Origin      PAGE\n",
        "Access-Control-Allow-Credentials",
    ),
    (
        2,
        "Key                              Value\n---                              -----\nAccess-Control-Allow-Cre...      true\nAccess-Control-Allow-Origin      PAGE\n",
        "PowerShell shows only the beginning",
    ),
    (
        2,
        "StatusCode        : 200\nRawContent        : HTTP/1.1 200 OK\n                    Content-Length: 2\n                    Date: Fri, 27 Nov 2026...\nHeaders           : {[Content-Length, 2]...}\n",
        "PowerShell shows only the beginning",
    ),
    // What -L printed after a command is of the same command.
    (
        2,
        "$ curl -siL -H 'Origin: PAGE' https://api.example.com/me\nHTTP/2 302 \nLocation: https://b.test/me\nRIGHT\n\nHTTP/2 200 \nRIGHT\n\n{}",
        "was sent with `Origin: https://app.example.com`, and a browser sends `Origin: null`",
    ),
    (
        1,
        "$ curl -siL -H 'Origin: PAGE' https://api.example.com/me\nHTTP/2 302 \nLocation: /you\nRIGHT\n\nHTTP/2 200 \nO: *\n\n{}",
        "> GET https://api.example.com/you",
    ),
    // Colours around the names of a request.
    (
        2,
        "\u{1b}[32mPUT\u{1b}[39m \u{1b}[36m/me\u{1b}[39m \u{1b}[34mHTTP\u{1b}[39m/\u{1b}[34m1.1\u{1b}[39m\n\u{1b}[36mOrigin\u{1b}[39m: PAGE\n\u{1b}[36mHost\u{1b}[39m: api.example.com\n\n\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    // Chrome shows only what it would have sent.
    (
        2,
        "Request URL: https://api.example.com/me\nReferrer Policy: no-referrer\nProvisional headers are shown\nLearn more\nContent-Type: application/json\nReferer: PAGE/\n",
        "copy the request as cURL",
    ),
    (
        2,
        "General\nRequest URL: https://api.example.com/me\nRequest Method: PUT\nRequest Headers\nProvisional headers are shown\nX-A: 1\nReferer: PAGE/\n",
        "-X PUT -H 'x-a: 1' https://api.example.com/me",
    ),
    // Without the status line, and with what comes after the head.
    (
        0,
        "  O: PAGE\n  C: true\nLength: 2 [text/html]\nSaving to: 'x'\n",
        "the status is unknown",
    ),
    (
        1,
        "HyperText Transfer Protocol 2\n    Stream: HEADERS, Stream ID: 1, Length 100, 200 OK\n        Header: :status: 200 OK\n        [Header Length: 60]\n        Header: O: PAGE\n        Header: C: True\n",
        "Access-Control-Allow-Credentials",
    ),
    // The URL in a response's header is not what to ask.
    (
        2,
        "it said Access-Control-Allow-Origin = https://app.example.com\n",
        "expected a status line",
    ),
    // What editors, web pages and Windows make of a command.
    (
        2,
        "curl \u{201c}https://a.test/x\u{201d}\u{a0}-H \u{2018}X-A: 1\u{2019}",
        "-H 'x-a: 1' https://a.test/x",
    ),
    (
        2,
        "curl\u{a0}'https://a.test/x'",
        "cors-check --origin https://app.example.com https://a.test/x",
    ),
    (
        2,
        "curl \u{201c}https://a.test/x",
        "breaks off within quotes",
    ),
    (
        2,
        "PS C:\\> curl.exe 'https://a.test/x' `\r\n -X PUT",
        "-X PUT https://a.test/x",
    ),
    // TLS is not told by curl, and the command names the scheme; or the port tells it.
    (
        0,
        "$ curl -v https://a.test:8443/ -H 'Origin: PAGE'\n* Connected to a.test (1.2.3.4) port 8443\n> GET / HTTP/1.1\n> Host: a.test:8443\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "> GET https://a.test:8443/",
    ),
    (
        0,
        "* Connected to a.test (1.2.3.4) port 443\n> GET / HTTP/1.1\n> Host: a.test\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "> GET https://a.test/",
    ),
    (
        0,
        "* Connected to a.test (1.2.3.4) port 80\n> GET / HTTP/1.1\n> Host: a.test\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "> GET http://a.test/",
    ),
    // A port whose number only begins as that of HTTPS.
    (
        0,
        "$ curl -v http://a.test:4433/ -H 'Origin: PAGE'\n* Connected to a.test (1.2.3.4) port 4433\n> GET / HTTP/1.1\n> Host: a.test:4433\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "> GET http://a.test:4433/",
    ),
    (
        0,
        "$ curl -v https://a.test:8080/ -H 'Origin: PAGE'\n* Connected to a.test (1.2.3.4) port 8080\n> GET / HTTP/1.1\n> Host: a.test:8080\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "> GET https://a.test:8080/",
    ),
    // The line breaks are lost.
    (
        2,
        "HTTP/1.1 200 OK Access-Control-Allow-Origin: PAGE Access-Control-Allow-Credentials: true\n",
        "line 1 of the input is among header lines",
    ),
    (
        0,
        "O\tPAGE\nC\ttrue\nContent-Length\t2\n",
        "the status is unknown",
    ),
    (
        2,
        "curl: (60) SSL certificate problem\nMore details here: https://curl.se/docs/sslcerts.html\n",
        "curl got no response, and says why",
    ),
    // A command in a log, in a sentence, and before a list; and only its method and URL.
    (
        2,
        "2026-11-27T03:00:00Z ##[command]/usr/bin/http -h PUT https://api.example.com/me\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "me@box:~$curl -si -X PUT https://api.example.com/me -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "With `curl -si -X PUT 'https://api.example.com/me' -H 'Origin: PAGE'` I get\nHTTP/1.1 200 OK\nRIGHT\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "PS> irm https://api.example.com/me -Method Put -ResponseHeadersVariable h -Headers @{Origin='PAGE'}\nPS> $h\n\nKey Value\n--- -----\nAccess-Control-Allow-Origin {PAGE}\nAccess-Control-Allow-Credentials {true}\n",
        "-X PUT https://api.example.com/me",
    ),
    (
        2,
        "### PUT https://api.example.com/me\n\n```\nHTTP/1.1 200 OK\nRIGHT\n```\n",
        "`PUT` cannot be followed",
    ),
    (
        0,
        "HTTP/1.1 200 OK\nRIGHT\n\nPUT to https://a.test\n",
        "Allowed: ",
    ),
    // A proxy's answer and a login come before the response.
    (
        0,
        "$ curl -x p:1 -si https://api.example.com/me -H 'Origin: PAGE'\nHTTP/1.1 200 Connection established\n\nHTTP/2 200 \nRIGHT\n\n{}",
        "> GET https://api.example.com/me",
    ),
    (
        0,
        "I get\nHTTP/1.1 200 Connection established\n\nHTTP/1.1 200 OK\nRIGHT\n",
        "Allowed: ",
    ),
    (
        0,
        "$ wget --user a --password b -S https://api.example.com/me --header 'Origin: PAGE'\nHTTP request sent, awaiting response... \n  HTTP/1.1 401 X\n  WWW-Authenticate: Basic\nAuthentication selected: Basic\nHTTP request sent, awaiting response... \n  HTTP/1.1 200 OK\n  O: PAGE\n  C: true\n",
        "> GET https://api.example.com/me",
    ),
    // A body may speak of commands and requests.
    (
        0,
        "> GET / HTTP/1.1\n> Host: a.test\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \nRun curl -X PUT https://b.test/\n\nHTTP/1.1 200 X\na: b\n\nPUT https://b.test/\na: b\n\nHTTP/1.1 200 X\na: b\n",
        "Allowed: ",
    ),
    // Nothing names the host.
    (2, "PUT /me HTTP/1.1\nX-A: 1\n", "-X PUT -H 'x-a: 1' URL"),
    // A method within a URL is none.
    (
        0,
        "of https://a.test/PUT/1\nHTTP/1.1 200 OK\nRIGHT\n",
        "Allowed: ",
    ),
    // A panel in another language.
    (
        2,
        "Anforderungs-URL\nhttps://api.example.com/me\nAnforderungsmethode\nPUT\nStatuscode\n200 OK\nLIST\norigin\nPAGE\n",
        "this has a request's headers",
    ),
    // Words that only the shell knows.
    (
        2,
        "$ curl -si -X PUT \"$API/me\"\nHTTP/1.1 200 OK\nRIGHT\n",
        "variable",
    ),
    // A panel's preflight; and without what it asks for, its URL, or its beginning.
    (
        1,
        "Request URL: https://api.example.com/me\nRequest Method: OPTIONS\nStatus Code: 403 Forbidden\nResponse Headers\naccess-control-allow-origin: PAGE\naccess-control-allow-credentials: true\naccess-control-allow-methods: PUT\nRequest Headers\norigin: PAGE\naccess-control-request-method: PUT\n",
        "the preflight is refused (403)",
    ),
    (
        2,
        "\t\nOPTIONS\n\thttps://api.example.com/me\nStatus\n404\nVersionHTTP/2\nLIST\n",
        "-X METHOD https://api.example.com/me",
    ),
    (
        2,
        "Request Method\nOPTIONS\nStatus Code\n404 Not Found\nLIST\n",
        "this has a request's headers",
    ),
    (
        2,
        "LIST\ndate\nx\nserver\nx\n\ndate\nx\nserver\nx\n",
        "line 10 of the input seems to be of another response",
    ),
    (
        2,
        "Request URL: https://api.example.com/me\nRequest Method: GET\nGeneral\nRequest URL: https://api.example.com/b\nRIGHT\n",
        "line 1 of the input seems to be of another response",
    ),
    (
        2,
        "Preflight\nRequest URL\nhttps://api.example.com/me\nLIST\n",
        "line 1 of the input is among header lines",
    ),
    // The console indents it.
    (
        1,
        "    LIST\n    date\n    x\nXHR\nGET\nhttps://api.example.com/b\nGET\n\thttps://api.example.com/b\nStatus\n200\nVersionHTTP/2\n    \
         date\n    x\n",
        "> GET https://api.example.com/b",
    ),
    // Only its response was selected; the query in parts.
    (
        0,
        "scheme\n\thttps\nhost\n\tapi.example.com\nfilename\n\t/me\na b\n\tc\nStatus\n200\nVersionHTTP/2\nLIST\nAccept\n\t*/*\n\
         Origin\n\tPAGE\n",
        "> GET https://api.example.com/me?a+b=c",
    ),
    (
        1,
        "GET\n\thttps://api.example.com/me\nStatus\n200\nVersionHTTP/2\ndate\n\tx\nserver\n\tx\n",
        "Not allowed: Access-Control-Allow-Origin is missing",
    ),
    // Postman's console, in which a blank line has a space.
    (
        0,
        "GET /me HTTP/1.1\nHost: api.example.com\nOrigin: PAGE\n \nHTTP/1.1 200 OK\nRIGHT\n \n{}",
        "Allowed: ",
    ),
    (
        2,
        "[error] upstream timed out, request: \"GET /me HTTP/1.1\", host: \"api.example.com\"",
        "access log",
    ),
    // A line among a request's headers is one of them, or what curl says, or wrong.
    (
        2,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Access-Control-Request-Method: PUT\n\
         > User-Agent: Mozilla/5.0 (X11;\nLinux)\n> Access-Control-Request-Headers: x-a\n> \n\
         < HTTP/1.1 204 X\n< RIGHT\n< Access-Control-Allow-Methods: PUT\n< \n",
        "line 6 of the input is among header lines",
    ),
    (
        2,
        "OPTIONS /me HTTP/1.1\nHost: api.example.com\nOrigin: PAGE\nAccess-Control-Request-Method: PUT\n...\n\
         Access-Control-Request-Headers: x-a\n\nHTTP/1.1 204 X\nRIGHT\nAccess-Control-Allow-Methods: PUT\n\n",
        "line 5 of the input is among header lines",
    ),
    (
        2,
        "> GET /me HTTP/1.1\n> Host: api.example.com\n> Referer:\n>   PAGE/\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "line 4 of the input is among header lines",
    ),
    (
        1,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Access-Control-Request-Method: PUT\n* x\n\
         > Access-Control-Request-Headers: x-a\n> \n< HTTP/1.1 204 X\n< RIGHT\n< Access-Control-Allow-Methods: PUT\n< \n",
        "Access-Control-Allow-Headers",
    ),
    (
        2,
        "PUT https://api.example.com/me\nX-A: 1\nHTTP 200\n",
        "-X PUT -H 'x-a: 1' https://api.example.com/me",
    ),
    // Requests that wait for their answers at the same time, and one that curl sends again.
    (
        2,
        "> GET /a HTTP/2\n> Host: api.example.com\n> Origin: PAGE\n> \n> GET /b HTTP/2\n> Host: api.example.com\n> Origin: PAGE\n> \n\
         < HTTP/2 200 \n< RIGHT\n< \n< HTTP/2 200 \n< \n",
        "this has several requests",
    ),
    (
        0,
        "> GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n* Connection died, retrying a fresh connect\n\
         > GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "> GET https://api.example.com/a",
    ),
    (
        2,
        "curl https://a.test/x ;\ncurl https://a.test/y\n",
        "cors-check --origin https://app.example.com https://a.test/y\n",
    ),
    (
        0,
        "$ curl https://a.test/x\n{}\n$ curl -si https://api.example.com/me -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "> GET https://api.example.com/me",
    ),
    // What comes right after a body without an end.
    (
        1,
        "GET /a HTTP/1.1\nHost: api.example.com\nOrigin: PAGE\n\nHTTP/1.1 200 X\nRIGHT\n\n{}GET /b HTTP/1.1\nHost: api.example.com\n\
         Origin: PAGE\n\nHTTP/1.1 200 X\n\n{}",
        "> GET https://api.example.com/b",
    ),
    (
        1,
        "> GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n{\"a\": 1}\
         > GET /b HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< \n",
        "> GET https://api.example.com/b",
    ),
    (
        1,
        "POST /a HTTP/1.1\nHost: api.example.com\nOrigin: PAGE\n\na=1HTTP/1.1 200 X\nVary: Origin\n\n",
        "> POST https://api.example.com/a",
    ),
    // Whatever could begin something is judged, or told.
    (
        1,
        "GET https://api.example.com/a\nOrigin: PAGE\n\nHTTP/1.1 200 X\nRIGHT\n\n{}\n\nGET https://api.example.com/b\nOrigin: PAGE\n\n\
         HTTP/1.1 200 X\nVary: Origin\n\n",
        "> GET https://api.example.com/b",
    ),
    (
        0,
        "< HTTP/1.1 200 X\n< RIGHT\n< \n< HTTP/1.1 200 X\n< Vary: Origin\n< \n",
        "line 5 of the input looks like",
    ),
    (
        0,
        "Z HTTP/1.1 200 X\nZ O: PAGE\nZ C: true\nZ \nZ {}\nZ HTTP/1.1 200 X\nZ Vary: Origin\nZ \n",
        "line 6 of the input looks like",
    ),
    (
        0,
        "HTTP/1.1 200 X\nRIGHT\n\n{}\nGET /b HTTP/1.1\nHost: api.example.com\n\nHTTP/1.1 200 X\n\n",
        "line 6 of the input looks like",
    ),
    (
        0,
        "HTTP/1.1 200 X\nRIGHT\n\n{}HTTP/1.1 200 X\n\n",
        "line 5 of the input looks like",
    ),
    (
        0,
        "* x\nHTTP/1.1 200 X\nRIGHT\n\n{}\nAccess-Control-Allow-Origin: *\n",
        "line 7 of the input looks like",
    ),
    (
        0,
        "> GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n> GET /b HTTP/1.1\n> \n",
        "line 9 of the input looks like",
    ),
    (
        0,
        "> GET /a HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \napi | GET /b HTTP/1.1\nx\n",
        "line 9 of the input looks like",
    ),
    // Of requests_toolbelt, whose marks are the other way round.
    (
        1,
        "< OPTIONS /me HTTP/1.1\n< Host: api.example.com\n< Origin: PAGE\n< Access-Control-Request-Method: PUT\n< \n\
         > HTTP/1.1 204 X\n> O: PAGE\n> C: true\n> Access-Control-Allow-Methods: GET\n> \n",
        "> OPTIONS https://api.example.com/me",
    ),
    // Of what curl printed, only some header lines are left.
    (
        1,
        "$ curl -sI -H 'Origin: PAGE' https://api.example.com/me | grep -i access-control\nO: PAGE\nC: True\n",
        "> HEAD https://api.example.com/me",
    ),
    (
        0,
        "$ curl -sv -H 'Origin: PAGE' https://api.example.com/me 2>&1 | grep '< access'\n< RIGHT\n",
        "the status is unknown",
    ),
    (
        2,
        "$ curl -sI https://a.test/x | grep -i access\nO: PAGE\n$ curl -sI https://a.test/y | grep -i access\nO: *\n",
        "this has several requests",
    ),
    // A blank line after every line.
    (
        0,
        "> GET /me HTTP/1.1\n\n> Host: api.example.com\n\n> Origin: PAGE\n\n> \n\n< HTTP/1.1 200 X\n\n* x\n\n< O: PAGE\n\n< C: true\n\n< \n\n",
        "> GET https://api.example.com/me",
    ),
    (
        1,
        "OPTIONS /me HTTP/1.1\n\nHost: api.example.com\n\nOrigin: PAGE\n\nAccess-Control-Request-Method: PUT\n\n\n\nHTTP/1.1 204 X\n\nO: \
         PAGE\n\nC: true\n\nAccess-Control-Allow-Methods: GET\n\n",
        "> OPTIONS https://api.example.com/me",
    ),
    (
        0,
        "< HTTP/1.1 200 X\n< O: PAGE\n\n< C: true\n< \n",
        "Allowed: ",
    ),
    // Numbers of lines.
    (
        1,
        "8:> GET / HTTP/1.1\n9:> Host: a.test\n10:> Origin: PAGE\n11:> \n12:< HTTP/1.1 200 X\n13:< O: PAGE\n14:< C: True\n15:< \n",
        "> GET https://a.test/",
    ),
    // A value on the next line.
    (
        2,
        "HTTP/1.1 200 X\nO: \nPAGE\nC: true\n\n",
        "line 3 of the input is among header lines",
    ),
    (
        2,
        "* x\nHTTP/1.1 200 X\nO: \nPAGE\nC: true\n\n",
        "line 4 of the input is among header lines",
    ),
    // What text goes through may leave something in it.
    (
        2,
        "HTTP/1.1 200 X\nO: \u{a0}PAGE\nC: true\n\n",
        "this contains a no-break space",
    ),
    (
        2,
        "* x\nHTTP/1.1 200 X\nO: <PAGE>\nC: true\n\n",
        "a link's markup",
    ),
    (
        2,
        "access-control-allow-origin\n<PAGE>\naccess-control-allow-credentials\ntrue\n",
        "a link's markup",
    ),
    (
        2,
        "HTTP/1.1 200 X\nO: [PAGE](PAGE)\nC: true\n\n",
        "a link's markup",
    ),
    (
        2,
        "HTTP/1.1 200 X\nO: \u{1b}]8;;PAGE\u{1b}\\PAGE\u{1b}]8;;\u{1b}\\\nC: true\n\n",
        "a terminal's link",
    ),
    (
        2,
        "HTTP/1.1 200 X\r\r\nO: PAGE\r\r\nC: true\r\r\n\r\r\n{}",
        "a second carriage return",
    ),
    // The rest of the last value could be right, or could not.
    (
        2,
        "HTTP/1.1 200 X\nC: true\nO: https://app.exam",
        "the input ends in the middle of a header line",
    ),
    (
        2,
        "< HTTP/1.1 200 X\n< O: PAGE\n< C: ",
        "the input ends in the middle of a header line",
    ),
    (
        2,
        "access-control-allow-credentials\ntrue\naccess-control-allow-origin\nhttps://app.exam",
        "the input ends in the middle of a header line",
    ),
    (
        2,
        "> OPTIONS /me HTTP/1.1\n> Host: api.example.com\n> Origin: PAGE\n> Access-Control-Request-Method: PUT\n> \n\
         < HTTP/1.1 200 X\n< RIGHT\n< Access-Control-Allow-Methods: GET, P",
        "the input ends in the middle of a header line",
    ),
    (
        1,
        "HTTP/1.1 200 X\nO: PAGE\nC: True",
        "Access-Control-Allow-Credentials",
    ),
    (
        1,
        "HTTP/1.1 200 X\nC: true\nO: https://app.exam\n",
        "Access-Control-Allow-Origin",
    ),
    // Nothing names the host.
    (
        2,
        "> PUT /me HTTP/1.1\n> Origin: PAGE\n> \n< HTTP/1.1 200 X\n< RIGHT\n< \n",
        "  cors-check --origin https://app.example.com -X PUT URL\n",
    ),
    // Packets.
    (
        2,
        "08:04:11.694874 IP a.60838 > b.80: Flags [P.], seq 1:114, ack 1, length 113\nE...x.GET /ok HTTP/1.1\nHost: b\n\n",
        "Follow HTTP Stream",
    ),
    (
        2,
        "await fetch(\"https://a.test/x\", {\n    \"credentials\": \"omit\",\n    \"headers\": {\n        \"X-A\": \
         \"1\"\n    },\n    \"referrer\": \"https://app.example.com/\",\n    \"method\": \"GET\",\n    \"mode\": \"cors\"\n});",
        "cors-check --origin https://app.example.com --credentials omit -H 'x-a: 1' https://a.test/x",
    ),
    (
        2,
        "fetch(url, {method: 'PUT'})",
        "this code is not what a browser copies",
    ),
    (
        2,
        "var xhr = new XMLHttpRequest();\nxhr.open('PUT','https://a.test/x');\nxhr.send();",
        "this code is not what a browser copies",
    ),
    // Several commands: each once, and why one is left out.
    (
        2,
        "curl 'https://a.test/' -H 'Sec-Fetch-Mode: navigate' ;\ncurl 'https://a.test/x' ;\ncurl 'https://a.test/x' ;\n\
         curl 'https://b.test/x' -X PUT",
        "for each:\n\n  cors-check --origin https://app.example.com https://a.test/x\n  cors-check --origin https://app.example.com \
         -X PUT https://b.test/x\n\nNot all of them are here: this copy is of a page that the browser opened",
    ),
    (
        2,
        "$ curl -sI https://a.test/x | grep access\nO: PAGE\nC: true\n$ curl -sI https://b.test/x | grep access\n",
        "-X HEAD https://a.test/x\n  cors-check --origin https://app.example.com -X HEAD https://b.test/x\n",
    ),
    (
        2,
        "$ curl -s https://a.test/login && curl -si https://a.test/x -H 'Origin: PAGE'\nHTTP/1.1 200 OK\nRIGHT\n",
        "more than one URL",
    ),
    (
        2,
        "curl https://a.test/x -H \"Authorization: $TOKEN\"",
        "which only your shell knows",
    ),
    (
        2,
        "curl https://a.test/x --data-raw '@x\u{1f600}\u{7}'",
        "curl --data-raw $'@x\\U0001f600\\u0007' https://a.test/x",
    ),
];

const LIST: &str = "access-control-allow-origin\nPAGE\naccess-control-allow-credentials\ntrue\n";

/// The panels of Chrome, with and without titles, and as sent; of Safari; and of Firefox, with the URL in parts
/// and after a row of the console. `LINES` are the response's headers, or `LIST`, on two lines.
const PANELS: &[&str] = &[
    "Request URL\nTHERE\nRequest Method\nGET\nStatus Code\n200 OK\nReferrer Policy\nno-referrer\nLIST\ndate\nx\n\
     :authority\napi.example.com\n:method\nGET\naccept\n*/*\norigin\nPAGE\n",
    "**General**\nRequest URL: THERE\nRequest Method: GET\nStatus Code: 200 OK\nResponse Headers\nview source\nLINES\n\
     date: x\nRequest Headers (3)\nX-A: b\nOrigin: PAGE\n",
    "Request URL:\nTHERE\nRequest Method:\nGET\nStatus Code:\n200 OK\nHTTP/1.1 200 OK\nLINES\ndate: x\n\
     GET /me HTTP/1.1\nHost: api.example.com\nOrigin: PAGE\n",
    "Request URL\nTHERE\nRequest Method\nGET\nHTTP/1.1 200 OK\nLINES\ndate: x\naccept\n*/*\norigin\nPAGE\n",
    "Summary\nURL: THERE\nStatus: 200\n\nRequest\n:method: GET\n:path: /me\nOrigin: PAGE\n\nResponse\n:status: 200\n\
     LINES\nDate: x\n",
    "\t\nGET\n\tTHERE\nStatus\n200\nOK\nVersionHTTP/1.1\nTransferredcached\nReferrer Policyno-referrer\n\n\t\nLIST\n\
     date\n\tx\n\t\nAccept\n\t*/*\nOrigin\n\tPAGE\n",
    "1:02:03.4 XHRGET\nTHERE\n[HTTP/2 200  57ms]\n\n\t\nGET\n\t\nscheme\n\thttps\nhost\n\tapi.example.com\nfilename\n\t/me\n\
     Address\n\t192.0.2.1:443\nStatus200\nOK\nVersionHTTP/2\nLIST\nDate\n\tx\nAccept\n\t*/*\nHost\n\tx\nOrigin\n\tPAGE\n",
];

#[test]
fn reads_each_panel_and_never_joins_two() {
    let judged = |text: &str| {
        let text = text.replace("THERE", "https://api.example.com/me");
        let text = text.replace("PAGE", crate::program::PAGE);
        judge(&["--origin", crate::program::PAGE], text.as_bytes())
    };
    let lines = LIST
        .replace("origin\n", "origin: ")
        .replace("credentials\n", "credentials: ");
    for panel in PANELS {
        let with =
            |list: &str, lines: &str| panel.replace("LIST\n", list).replace("LINES\n", lines);
        let (right, wrong) = (with(LIST, &lines), with("", ""));
        let (status, stdout, stderr) = judged(&right);
        assert_eq!(status, 0, "{right}{stdout}{stderr}");
        assert!(
            stdout.contains("> GET https://api.example.com/me\n"),
            "{right}{stdout}"
        );
        assert_eq!(judged(&wrong).0, 1, "{wrong}");
        for other_panel in PANELS {
            let other = other_panel.replace("LIST\n", "").replace("LINES\n", "");
            let both = judged(&[&right[..], &other].concat());
            assert_eq!(both.0, 1, "{right}{other}{}{}", both.1, both.2);
            if panel != other_panel {
                continue;
            }
            // The selection begins later.
            let ends = other.match_indices('\n').map(|(at, _)| at + 1);
            let date = other.find("ate").unwrap();
            for at in ends.take_while(|at| *at < date) {
                let cut = [&right[..], &other[at..]].concat();
                assert_ne!(judged(&cut).0, 0, "{cut}");
            }
        }
    }
}

/// Browsers' messages, and what is said of them without any option.
const MESSAGES: &[(&str, &str)] = &[
    (
        "Access to XMLHttpRequest at 'https://b.test/x' (redirected from 'https://a.test/x') from origin \
         'https://app.example.com' has been blocked by CORS policy: Method PATCH is not allowed by \
         Access-Control-Allow-Methods in preflight response.",
        "cors-check --origin https://app.example.com -X PATCH https://a.test/x",
    ),
    (
        "Access to fetch at 'https://a.test/x' from origin 'https://app.example.com' has been blocked by CORS policy: \
         Request header field x-a is not allowed by Access-Control-Allow-Headers in preflight response.",
        "cors-check --origin https://app.example.com -H 'x-a: 1' https://a.test/x",
    ),
    (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at \
         https://a.test/x. (Reason: expected \u{2018}true\u{2019} in CORS header \
         \u{2018}Access-Control-Allow-Credentials\u{2019}).",
        "cors-check --origin ORIGIN --credentials include https://a.test/x",
    ),
    (
        "Access to XMLHttpRequest at 'https://a.test/x' from origin 'https://app.example.com' has been blocked by CORS \
         policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.\nxhr.js:1 PUT \
         https://a.test/x net::ERR_FAILED 200 (OK)\n",
        "Ask the server:\n\n  cors-check --origin https://app.example.com -X PUT https://a.test/x",
    ),
    (
        "Response to preflight request doesn't pass access control check\n    at Axios.<computed> [as delete] (axios.js:1)\n",
        "-X DELETE URL",
    ),
    (
        "TypeError: Failed to fetch\n    at https://app.example.com/app.js:1:2\n",
        "browsers do not tell scripts the cause",
    ),
    (
        "TypeError: NetworkError when attempting to fetch resource.",
        "browsers do not tell scripts the cause",
    ),
    ("Load failed", "browsers do not tell scripts the cause"),
    (
        "AxiosError: Network Error",
        "browsers do not tell scripts the cause",
    ),
    (
        "Mixed Content: The page at 'https://app.example.com/' was loaded over HTTPS",
        "this message is not about CORS",
    ),
    // A response's header is not a message about it.
    (
        "Content-Security-Policy: default-src 'self'",
        "expected a status line",
    ),
    // With other quotes, and on several lines.
    (
        "Access to fetch at \u{2018}https://a.test/x\u{2019} from\norigin \u{2018}https://app.example.com\u{2019} has been\n\
         blocked by CORS policy: No",
        "cors-check --origin https://app.example.com https://a.test/x",
    ),
    // Of older browsers, and the panel's own words.
    (
        "XMLHttpRequest cannot load https://a.test/x. No 'Access-Control-Allow-Origin' header is present on the requested \
         resource. Origin 'https://app.example.com' is therefore not allowed access.",
        "cors-check --origin https://app.example.com https://a.test/x",
    ),
    (
        "Failed to load https://a.test/x: Response to preflight request doesn't pass access control check: Origin \
         'https://app.example.com' is therefore not allowed access.",
        "cors-check --origin https://app.example.com https://a.test/x",
    ),
    (
        "Redirect from 'https://a.test/x' to 'https://b.test/x' has been blocked by CORS policy: Origin \
         'https://app.example.com' is therefore not allowed access.",
        "cors-check --origin https://app.example.com https://a.test/x",
    ),
    (
        "Cross-Origin Resource Sharing error: PreflightMissingAllowOriginHeader",
        "Ask the server, with the method and the headers that the page sends",
    ),
    // A URL that is not whole, and one in another language.
    (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.test/x\u{2026}.",
        "cors-check --origin ORIGIN URL",
    ),
    (
        "Quell\u{fc}bergreifende (Cross-Origin) Anfrage blockiert: auf https://a.test/x. (Grund: CORS-Kopfzeile \
         'Access-Control-Allow-Origin' fehlt).",
        "cors-check --origin ORIGIN 'https://a.test/x'",
    ),
    (
        "(Cross-Origin) auf https://a.test/x\u{2026}.",
        "expected a status line",
    ),
    // No header helps.
    (
        "Access to fetch at 'http://10.0.0.1/x' from origin 'http://a.test' has been blocked by CORS policy: The request client is \
         not a secure context and the resource is in more-private address space `private`.",
        "only a page served over HTTPS may reach",
    ),
    (
        "Access to fetch at 'http://10.0.0.1/x' from origin 'https://a.test' has been blocked by CORS policy: Permission was \
         denied for this request to access the `unknown` address space.",
        "the user did not permit the page",
    ),
    (
        "Access to script at 'file:///C:/x.js' from origin 'null' has been blocked by CORS policy: Cross origin requests are only \
         supported for protocol schemes: chrome, data, http, https.",
        "this is not an HTTP URL",
    ),
    // A response's headers in the form of a program.
    (
        "<- \"GET /me HTTP/1.1\\r\\nOrigin: https://a.test\\r\\n\"\n-> \"Access-Control-Allow-Origin: https://a.test\\r\\n\"",
        "in a form that cannot be read",
    ),
    (
        "the request had Origin: https://a.test",
        "expected a status line",
    ),
];

#[test]
fn says_what_to_do_about_a_message() {
    for (text, expected) in MESSAGES {
        let (status, _, stderr) = judge(&[], text.as_bytes());
        assert!(status == 2 && stderr.contains(expected), "{text}: {stderr}");
    }
}

#[test]
fn says_what_it_makes_of_it() {
    let mut wrong = String::new();
    let origin = ["--origin", crate::program::PAGE];
    for (status, text, expected) in SAID {
        let text = text
            .replace("< RIGHT\n", "< O: PAGE\n< C: true\n")
            .replace("RIGHT\n", "O: PAGE\nC: true\n")
            .replace("LIST\n", LIST)
            .replace("O: ", "Access-Control-Allow-Origin: ")
            .replace("O\t", "Access-Control-Allow-Origin\t")
            .replace("C: ", "Access-Control-Allow-Credentials: ")
            .replace("C\t", "Access-Control-Allow-Credentials\t")
            .replace("PAGE", crate::program::PAGE);
        let (exit, stdout, stderr) = judge(&origin, text.as_bytes());
        if exit != *status || ![&stdout[..], &stderr].concat().contains(expected) {
            let exit = exit.to_string();
            wrong.extend([
                &text,
                ": ",
                &stdout,
                &stderr,
                &exit,
                ", and not ",
                expected,
                "\n",
            ]);
        }
    }
    assert_eq!(wrong, "");
    // What is unclear is not blamed on the server.
    let (_, stdout, _) = judge(&origin, SAID[0].1.as_bytes());
    assert!(
        stdout.contains("< 200") && !stdout.contains("Not allowed"),
        "{stdout}"
    );
    let many: Vec<_> = (0..21)
        .map(|at| format!("curl https://a.test/{at}\n"))
        .collect();
    let (_, _, stderr) = judge(&origin, many.concat().as_bytes());
    assert!(
        stderr.ends_with("/19\n\nThere are more: paste those that matter.\n\n"),
        "{stderr}"
    );
    // Every redirect would keep what the command says.
    let value = "x".repeat(600_000);
    let redirects = "HTTP/1.1 302 X\nLocation: /\n\n".repeat(3);
    let long = format!("$ curl -siL https://a.test/ -H 'X-A: {value}'\n{redirects}");
    let (status, _, stderr) = judge(&origin, long.as_bytes());
    assert!(status == 2 && stderr.contains("1 MiB"), "{stderr}");
    // Bytes that are not UTF-8 take up no more of what comes after the command.
    let bytes = b"$ curl -si https://a.test/ -d '\xA1\xA1\xA1\xA1\xA1\xA1\xA1\xA1\xA1\xA1'\nHTTP/1.1 200 OK\na: b\n\n";
    let (_, stdout, _) = judge(&origin, bytes);
    assert!(stdout.contains("< 200"), "{stdout}");
    // The header alone.
    for pasted in [
        "HTTP/1.1 200 X\nAccess-Control-Allow-Credentials: tr",
        "vary: x\naccess-control-allow-origin: *\n",
    ] {
        let (status, stdout, _) = judge(&[], pasted.as_bytes());
        assert!(status == 2 && !stdout.contains("Not allowed"), "{stdout}");
    }
    // Of two, both are in the JSON.
    let two =
        "> GET /a HTTP/1.1\n> Host: a.test\n> Origin: null\n> \n< HTTP/1.1 200 X\n< \n".repeat(2);
    let (status, stdout, _) = judge(&["--json"], two.as_bytes());
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        (
            status,
            &report["allowed"],
            report["reports"].as_array().unwrap().len()
        ),
        (1, &false.into(), 2)
    );
}
