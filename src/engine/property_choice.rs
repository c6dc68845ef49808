//! Chooses the property under which a sitemap is submitted.

use crate::model::{ExitCode, Failure, Remedy, RunOption, abbreviated, links};
use search_console::Property;
use search_console::sites::{PermissionLevel, Site};
use url::Url;

/// Reason why no property fits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum PropertyChoiceError {
    /// The one that was named does not cover the sitemap.
    #[error("the property {property} does not cover {sitemap}")]
    DoesNotCover {
        /// Value of `--site`.
        property: Property,
        /// The sitemap.
        sitemap: Url,
    },
    /// None of those that the account sees covers it.
    #[error("no property of {account} covers {sitemap}")]
    NoneCovers {
        /// The account's e-mail.
        account: String,
        /// The sitemap.
        sitemap: Url,
        /// The names of those it sees.
        visible: Vec<String>,
    },
    /// The one that was named is not among those that the account sees.
    #[error("{account} does not see the property {property}")]
    NotListed {
        /// The account's e-mail.
        account: String,
        /// Value of `--site`.
        property: String,
        /// The names of those it sees.
        visible: Vec<String>,
    },
    /// One covers it, but the account may not submit there.
    #[error("{account} is only {permission} of {property}, and may not submit there")]
    MayNotSubmit {
        /// The account's e-mail.
        account: String,
        /// Permission of the account.
        permission: String,
        /// The property.
        property: String,
    },
}

impl Failure for PropertyChoiceError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::DoesNotCover { .. } => ExitCode::Usage,
            Self::NoneCovers { .. } | Self::NotListed { .. } | Self::MayNotSubmit { .. } => {
                ExitCode::PermissionDenied
            }
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::DoesNotCover { sitemap, .. } => {
                let prefix = Remedy::new("").option_with(RunOption::Site, origin(sitemap));
                match sitemap.domain() {
                    Some(domain) => prefix
                        .text(" or ")
                        .option_with(RunOption::Site, format!("sc-domain:{domain}")),
                    None => prefix,
                }
                .text(" would cover it")
            }
            Self::NoneCovers {
                account,
                sitemap,
                visible,
            } => {
                let prefix = origin(sitemap);
                let sees = if visible.is_empty() {
                    "it sees no property".to_owned()
                } else {
                    format!("it sees {}", abbreviated(visible))
                };
                let page = links::users_page(&prefix);
                format!("{sees}; add {account} as a full user of {prefix} at {page}").into()
            }
            Self::NotListed {
                account, visible, ..
            } => format!(
                "it sees {}; name one of them, or add {account} to the property in Search Console (Settings > Users and permissions)",
                if visible.is_empty() {
                    "none".to_owned()
                } else {
                    abbreviated(visible)
                }
            )
            .into(),
            Self::MayNotSubmit {
                account, property, ..
            } => format!(
                "make {account} a full user or owner at {}",
                links::users_page(property)
            )
            .into(),
        })
    }
}

/// Root of the site that serves `url`.
fn origin(url: &Url) -> String {
    format!("{}/", url.origin().ascii_serialization())
}

/// Accepts the property that was named, if it covers `sitemap`.
pub(crate) fn named(property: &Property, sitemap: &Url) -> Result<Property, PropertyChoiceError> {
    if property.covers(sitemap) {
        Ok(property.clone())
    } else {
        Err(PropertyChoiceError::DoesNotCover {
            property: property.clone(),
            sitemap: sitemap.clone(),
        })
    }
}

impl PropertyChoiceError {
    /// True if there is a property and only the permission is missing.
    pub(crate) const fn is_about_permission(&self) -> bool {
        matches!(self, Self::MayNotSubmit { .. })
    }
}

/// Accepts the property that was named, if the account sees it and may submit there.
pub(super) fn listed(
    sites: &[Site],
    property: &Property,
    account: &str,
) -> Result<Property, PropertyChoiceError> {
    let Some(site) = sites.iter().find(|site| site.site_url == property.name()) else {
        return Err(PropertyChoiceError::NotListed {
            account: account.to_owned(),
            property: property.name().to_owned(),
            visible: sites.iter().map(|site| site.site_url.clone()).collect(),
        });
    };
    if site.permission_level.may_submit() {
        Ok(property.clone())
    } else {
        Err(PropertyChoiceError::MayNotSubmit {
            account: account.to_owned(),
            permission: site.permission_level.as_str().to_owned(),
            property: property.name().to_owned(),
        })
    }
}

/// Chooses the most specific of `sites` that covers `url` and whose data the account may see.
pub(super) fn most_specific_readable(
    sites: &[Site],
    url: &Url,
    account: &str,
) -> Result<Property, PropertyChoiceError> {
    let readable: Vec<Property> = sites
        .iter()
        .filter(|site| site.permission_level != PermissionLevel::UnverifiedUser)
        .filter_map(|site| site.site_url.parse().ok())
        .collect();
    let best = Property::most_specific(&readable, url).cloned();
    best.ok_or_else(|| PropertyChoiceError::NoneCovers {
        account: account.to_owned(),
        sitemap: url.clone(),
        visible: sites.iter().map(|site| site.site_url.clone()).collect(),
    })
}

/// Chooses the most specific of `sites` that covers `sitemap` and where the account may submit.
pub(super) fn most_specific(
    sites: &[Site],
    sitemap: &Url,
    account: &str,
) -> Result<Property, PropertyChoiceError> {
    let readable: Vec<(Property, &Site)> = sites
        .iter()
        .filter_map(|site| Some((site.site_url.parse().ok()?, site)))
        .collect();
    let usable = readable
        .iter()
        .filter(|(_, site)| site.permission_level.may_submit())
        .map(|(property, _)| property);
    if let Some(best) = Property::most_specific(usable, sitemap) {
        return Ok(best.clone());
    }
    let covering = readable
        .iter()
        .find(|(property, _)| property.covers(sitemap));
    Err(match covering {
        Some((_, site)) => PropertyChoiceError::MayNotSubmit {
            account: account.to_owned(),
            permission: site.permission_level.as_str().to_owned(),
            property: site.site_url.clone(),
        },
        None => PropertyChoiceError::NoneCovers {
            account: account.to_owned(),
            sitemap: sitemap.clone(),
            visible: sites.iter().map(|site| site.site_url.clone()).collect(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use search_console::sites::PermissionLevel;

    fn site(name: &str, permission_level: PermissionLevel) -> Site {
        Site {
            site_url: name.to_owned(),
            permission_level,
        }
    }

    fn choose(sites: &[Site]) -> Result<String, PropertyChoiceError> {
        let sitemap = Url::parse("https://example.com/blog/s.xml").unwrap();
        most_specific(sites, &sitemap, "robot").map(|property| property.name().to_owned())
    }

    #[test]
    fn where_the_account_may_not_submit_another_is_taken() {
        let sites = [
            site("https://example.com/blog/", PermissionLevel::RestrictedUser),
            site("https://example.com/", PermissionLevel::FullUser),
            site("sc-domain:example.com", PermissionLevel::Owner),
            site("something new", PermissionLevel::Owner),
        ];
        assert_eq!(choose(&sites).as_deref(), Ok("https://example.com/"));
        assert!(matches!(
            choose(&sites[..1]),
            Err(PropertyChoiceError::MayNotSubmit { .. })
        ));
    }

    #[test]
    fn when_none_covers_it_all_are_named() {
        let error = choose(&[
            site("https://example.org/", PermissionLevel::Owner),
            site("something new", PermissionLevel::Owner),
        ]);
        let Err(PropertyChoiceError::NoneCovers { visible, .. }) = error else {
            panic!("{error:?}");
        };
        assert_eq!(visible, ["https://example.org/", "something new"]);
    }
}
