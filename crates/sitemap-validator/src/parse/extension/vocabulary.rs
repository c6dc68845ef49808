//! The elements of Google's extensions.
//!
//! <https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps>,
//! <https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps>,
//! <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>

use crate::parse::namespaces::Namespace;

/// An element that contains others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// `image:image`.
    Image,
    /// `video:video`.
    Video,
    /// `news:news`.
    News,
    /// `news:publication`.
    Publication,
}

/// An element with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    ImageLoc,
    ImageOld,
    Thumbnail,
    VideoTitle,
    Description,
    ContentLoc,
    PlayerLoc,
    Duration,
    ExpirationDate,
    Rating,
    VideoDate,
    Tag,
    /// One of a video whose value is `yes` or `no`.
    VideoFlag(u8),
    /// One of a video with the attribute `relationship`.
    VideoLimit(u8),
    /// Another element of a video, whose value is not checked.
    VideoOther(u8),
    VideoOld,
    NewsDate,
    NewsTitle,
    NewsOld,
    PublicationName,
    PublicationLanguage,
}

/// Permitted number of occurrences of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Once,
    Often,
    /// Deprecated: any number, without an effect.
    Never,
}

/// An element of an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Group(Group),
    Detail(Detail),
}

const IMAGE: &[(&[u8], Word)] = &[
    (b"image", Word::Group(Group::Image)),
    (b"loc", Word::Detail(Detail::ImageLoc)),
    (b"caption", Word::Detail(Detail::ImageOld)),
    (b"geo_location", Word::Detail(Detail::ImageOld)),
    (b"title", Word::Detail(Detail::ImageOld)),
    (b"license", Word::Detail(Detail::ImageOld)),
];

const VIDEO: &[(&[u8], Word)] = &[
    (b"video", Word::Group(Group::Video)),
    (b"thumbnail_loc", Word::Detail(Detail::Thumbnail)),
    (b"title", Word::Detail(Detail::VideoTitle)),
    (b"description", Word::Detail(Detail::Description)),
    (b"content_loc", Word::Detail(Detail::ContentLoc)),
    (b"player_loc", Word::Detail(Detail::PlayerLoc)),
    (b"duration", Word::Detail(Detail::Duration)),
    (b"expiration_date", Word::Detail(Detail::ExpirationDate)),
    (b"rating", Word::Detail(Detail::Rating)),
    (b"publication_date", Word::Detail(Detail::VideoDate)),
    (b"tag", Word::Detail(Detail::Tag)),
    (b"view_count", Word::Detail(Detail::VideoOther(0))),
    (b"family_friendly", Word::Detail(Detail::VideoFlag(1))),
    (b"restriction", Word::Detail(Detail::VideoLimit(2))),
    (b"platform", Word::Detail(Detail::VideoLimit(3))),
    (b"requires_subscription", Word::Detail(Detail::VideoFlag(4))),
    (b"uploader", Word::Detail(Detail::VideoOther(5))),
    (b"live", Word::Detail(Detail::VideoFlag(6))),
    // In Google's schema, but no longer documented.
    (b"id", Word::Detail(Detail::VideoOld)),
    (b"content_segment_loc", Word::Detail(Detail::VideoOld)),
    (b"category", Word::Detail(Detail::VideoOld)),
    (b"gallery_loc", Word::Detail(Detail::VideoOld)),
    (b"price", Word::Detail(Detail::VideoOld)),
    (b"tvshow", Word::Detail(Detail::VideoOld)),
];

const NEWS: &[(&[u8], Word)] = &[
    (b"news", Word::Group(Group::News)),
    (b"publication", Word::Group(Group::Publication)),
    (b"name", Word::Detail(Detail::PublicationName)),
    (b"language", Word::Detail(Detail::PublicationLanguage)),
    (b"publication_date", Word::Detail(Detail::NewsDate)),
    (b"title", Word::Detail(Detail::NewsTitle)),
    (b"access", Word::Detail(Detail::NewsOld)),
    (b"genres", Word::Detail(Detail::NewsOld)),
    (b"keywords", Word::Detail(Detail::NewsOld)),
    (b"stock_tickers", Word::Detail(Detail::NewsOld)),
    (b"geo_locations", Word::Detail(Detail::NewsOld)),
];

impl Word {
    /// Returns the element with this name in one of the extensions.
    pub(crate) fn find(namespace: Namespace, name: &[u8]) -> Option<Self> {
        let words = match namespace {
            Namespace::Image => IMAGE,
            Namespace::Video => VIDEO,
            Namespace::News => NEWS,
            _ => return None,
        };
        words
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, word)| *word)
    }

    /// The group that contains it; `None` for elements directly in the entry.
    pub(crate) fn parent(self) -> Option<Group> {
        match self {
            Self::Group(Group::Image | Group::Video | Group::News) => None,
            Self::Group(Group::Publication) => Some(Group::News),
            Self::Detail(detail) => Some(detail.group()),
        }
    }
}

impl Detail {
    fn group(self) -> Group {
        match self {
            Self::ImageLoc | Self::ImageOld => Group::Image,
            Self::NewsDate | Self::NewsTitle | Self::NewsOld => Group::News,
            Self::PublicationName | Self::PublicationLanguage => Group::Publication,
            _ => Group::Video,
        }
    }

    pub(super) fn usage(self) -> Use {
        match self {
            Self::ImageOld | Self::VideoOld | Self::NewsOld => Use::Never,
            Self::Tag => Use::Often,
            _ => Use::Once,
        }
    }

    /// Name of an element whose value is `yes` or `no`, or which has the attribute `relationship`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::VideoFlag(1) => "video:family_friendly",
            Self::VideoFlag(4) => "video:requires_subscription",
            Self::VideoFlag(_) => "video:live",
            Self::VideoLimit(2) => "video:restriction",
            _ => "video:platform",
        }
    }

    /// Its bit among the elements of its group.
    pub(super) fn bit(self) -> u32 {
        let index = match self {
            Self::ImageLoc | Self::Thumbnail | Self::NewsDate => 0,
            Self::VideoTitle | Self::NewsTitle => 1,
            Self::Description | Self::PublicationName => 2,
            Self::ContentLoc | Self::PublicationLanguage => 3,
            Self::PlayerLoc => 4,
            Self::Duration => 5,
            Self::ExpirationDate => 6,
            Self::Rating => 7,
            Self::VideoDate => 8,
            Self::Tag => 9,
            Self::ImageOld | Self::VideoOld | Self::NewsOld => 10,
            Self::VideoOther(index) | Self::VideoFlag(index) | Self::VideoLimit(index) => {
                11 + u32::from(index)
            }
        };
        1 << index
    }
}
