//! Near-misses, made from a seed: of the CORS check, of a preflight, and of a list of exposed
//! headers, in turn.

use cors_flow::Origin;
use rand::rngs::StdRng;
use rand::SeedableRng;
use testkit::near_miss;
use testkit::response::Line;

use super::{Answer, Case, ALLOW_CREDENTIALS, ALLOW_ORIGIN};

/// The same for the same seed and index.
pub fn generated(page: &Origin, seed: u64, index: u64) -> Case {
    let rng = &mut StdRng::seed_from_u64(seed.rotate_left(32) ^ index);
    let id = format!("generated-{seed}-{index}");
    let mut case = Case::new(page, "Generated", &id, "Generated.");
    case.credentials = near_miss::mode(rng);
    let shared = [(ALLOW_ORIGIN, page.as_str()), (ALLOW_CREDENTIALS, "true")];
    let shared = shared.map(|(name, value)| (name, value.as_bytes().to_vec()));
    match index % 3 {
        0 => case.answer = answer(200, near_miss::check_lines(page.as_str().as_bytes(), rng)),
        1 => {
            let wanted = near_miss::wanted(rng);
            let (status, mut lines) =
                near_miss::preflight_answer(page.as_str().as_bytes(), &wanted, rng);
            // Otherwise a cached answer to one way of asking could serve the next.
            lines.push(("Access-Control-Max-Age", b"0".to_vec()));
            // An answer below 200 is not the final one.
            case.preflight = Some(answer(status.max(200), lines));
            wanted.method.clone_into(&mut case.method);
            case.headers = wanted
                .names
                .into_iter()
                .map(|name| (name, "1".to_owned()))
                .collect();
            case.answer = answer(200, shared.into());
        }
        _ => {
            let name = near_miss::wanted_header(rng);
            let mut lines = near_miss::exposed_lines(name, rng);
            lines.extend(shared);
            case.answer = answer(200, lines);
            // The server writes the length by itself.
            if name != "content-length" {
                case = case.line(name, super::exposed::harmless(name));
            }
            case = case.reads(name);
        }
    }
    case
}

fn answer(status: u16, lines: Vec<Line>) -> Answer {
    let line = |(name, value): Line| [name.as_bytes(), b": ", &value].concat();
    Answer::Lines(status, lines.into_iter().map(line).collect())
}
