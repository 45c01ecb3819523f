//! The two offices.

/// An office, as it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) person: &'static str,
    pub(super) timezone: &'static str,
    pub(super) main_line: &'static str,
    pub(super) leads_per_number: i32,
    pub(super) release_held_after_days: i32,
    /// Area code and last two digits of each number.
    pub(super) numbers: &'static [(&'static str, u8)],
    /// Where the leads live: some where the pool has no number.
    pub(super) lead_areas: &'static [&'static str],
    pub(super) leads: usize,
    pub(super) seed: u64,
}

pub(super) const OFFICES: [Plan; 2] = [
    Plan {
        slug: "alder-finch",
        name: "Alder & Finch Lending",
        person: "Robin Ames",
        timezone: "America/Chicago",
        main_line: "5125550100",
        leads_per_number: 1,
        release_held_after_days: 5,
        numbers: &[
            ("512", 42),
            ("512", 17),
            ("214", 14),
            ("214", 30),
            ("713", 88),
            ("210", 58),
            ("303", 64),
            ("303", 21),
            ("602", 35),
            ("415", 19),
            ("619", 51),
            ("702", 37),
        ],
        lead_areas: &[
            "512", "512", "214", "214", "713", "210", "303", "303", "602", "415", "619", "702", "505",
        ],
        leads: 72,
        seed: 11,
    },
    Plan {
        slug: "northgate",
        name: "Northgate Insurance",
        person: "Sam Okafor",
        timezone: "America/New_York",
        main_line: "4045550100",
        leads_per_number: 25,
        release_held_after_days: 0,
        numbers: &[
            ("404", 92),
            ("404", 22),
            ("678", 78),
            ("678", 41),
            ("813", 65),
            ("813", 36),
            ("305", 18),
            ("407", 99),
            ("212", 12),
            ("718", 35),
            ("312", 55),
            ("614", 73),
            ("704", 47),
            ("615", 29),
            ("206", 56),
        ],
        lead_areas: &[
            "404", "404", "678", "813", "813", "305", "407", "212", "718", "718", "312", "614", "704", "615",
            "206", "503", "804",
        ],
        leads: 428,
        seed: 29,
    },
];
