//! Examples for rules that take more than one document.

use super::{Example, of};

pub(super) static EXAMPLES: &[Example] = &[of(
    "robots-blocks-url",
    "User-agent: *\nDisallow: /shop/\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
    "User-agent: *\nDisallow: /shop/cart\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
)];
