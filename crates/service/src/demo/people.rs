//! Invented names and chance that repeats itself.

const FIRST: [&str; 40] = [
    "Ada", "Ben", "Carla", "Dev", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jamal", "Keiko", "Liam",
    "Maya", "Noah", "Olga", "Priya", "Quinn", "Rosa", "Seth", "Tara", "Umar", "Vera", "Wade", "Ximena",
    "Yusuf", "Zoe", "Aaron", "Bianca", "Caleb", "Dana", "Emil", "Fern", "Gus", "Hana", "Ivan", "Joy",
    "Karim", "Lena", "Milo", "Nina",
];
const LAST: [&str; 40] = [
    "Abbott",
    "Barnes",
    "Castillo",
    "Drake",
    "Engel",
    "Flores",
    "Grant",
    "Hale",
    "Ibarra",
    "Jensen",
    "Kaplan",
    "Lowe",
    "Mercer",
    "Nash",
    "Ortiz",
    "Pace",
    "Quill",
    "Reyes",
    "Shaw",
    "Tran",
    "Underhill",
    "Vance",
    "Walsh",
    "Xu",
    "York",
    "Zeller",
    "Archer",
    "Bloom",
    "Cross",
    "Doyle",
    "Ellis",
    "Frost",
    "Gale",
    "Hobbs",
    "Irwin",
    "Joyce",
    "Keane",
    "Lang",
    "Moss",
    "Noble",
];

/// Chance that repeats itself: SplitMix64.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `0..n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from(self.next() % n).unwrap_or(0)
    }

    /// `true` in so many of 1,000 cases.
    pub(super) fn permille(&mut self, n: u64) -> bool {
        self.next() % 1000 < n
    }

    pub(super) fn one_of<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }

    pub(super) fn name(&mut self) -> String {
        let first = self.one_of(&FIRST).unwrap_or("Ada");
        let last = self.one_of(&LAST).unwrap_or("Abbott");
        format!("{first} {last}")
    }
}
