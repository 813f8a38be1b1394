// Prints the header's part of an unpacked npm package @mdn/browser-compat-data, as the file
// bcd.json beside this one holds it. Its argument is the package's data.json.
const { __meta, browsers, http } = require(require("node:path").resolve(process.argv[2]));
const header = "Access-Control-Allow-Credentials";
const { __compat } = http.headers[header];

const ofBrowser = (key) => [key, { name: browsers[key].name, type: browsers[key].type }];
const kept = {
  __meta,
  browsers: Object.fromEntries(Object.keys(__compat.support).map(ofBrowser)),
  http: { headers: { [header]: { __compat } } },
};

// Sorted, so that two versions differ only where they say something else.
const sorted = (_, value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
console.log(JSON.stringify(kept, sorted, 2));
