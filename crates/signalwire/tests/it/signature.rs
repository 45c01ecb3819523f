//! Every signature that SignalWire's own libraries computed is believed, and what they refuse is refused.

use serde_json::Value;
use steadyline_signalwire::signature::{Signed, verify};

#[test]
fn the_vectors_of_signalwires_own_libraries_pass() {
    let all: Value =
        serde_json::from_str(include_str!("../data/signalwire_signatures.json")).expect("it is JSON");
    let vectors = all["vectors"].as_array().expect("there are vectors");
    assert!(vectors.len() >= 15);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap_or_default();
        let mut asked = vec![(Some(text("signature")), None)];
        if let Some(sha256) = vector["sha256_signature"].as_str() {
            asked.push((None, Some(sha256)));
            asked.push((Some(text("signature")), Some(sha256)));
        }
        for (signature, sha256) in asked {
            let request = Signed {
                url: text("url"),
                signature,
                sha256,
                content_type: text("content_type"),
                body: text("raw_body").as_bytes(),
            };
            let is_believed = verify(text("signing_key"), &request).is_ok();
            assert_eq!(is_believed, vector["valid"].as_bool().expect("a verdict"), "{}", text("name"));
            if is_believed {
                let altered = [request.body, b"&x=1"].concat();
                assert!(verify(text("signing_key"), &Signed { body: &altered, ..request }).is_err());
                assert!(verify("another key", &request).is_err(), "{}", text("name"));
            }
        }
    }
}
