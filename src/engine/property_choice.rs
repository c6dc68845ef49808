//! Chooses the property under which a sitemap is submitted.

use crate::model::{ExitCode, Failure, Remedy, RunOption, abbreviated, access};
use search_console::Property;
use search_console::sites::{PermissionLevel, Site};
use url::Url;

/// Reason why no property is suitable.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum PropertyChoiceError {
    /// The given property does not cover the sitemap.
    #[error("the property {property} does not cover {sitemap}")]
    DoesNotCover {
        /// Value of `--site`.
        property: Property,
        /// The sitemap.
        sitemap: Url,
    },
    /// No property of the account covers the sitemap.
    #[error("no property of {account} covers {sitemap}")]
    NoneCovers {
        /// The account's e-mail.
        account: String,
        /// The sitemap.
        sitemap: Url,
        /// Names of the properties that it can access.
        visible: Vec<String>,
    },
    /// The account has no access to the given property.
    #[error("{account} has no access to the property {property}")]
    NotListed {
        /// The account's e-mail.
        account: String,
        /// Value of `--site`.
        property: String,
        /// Names of the properties that it can access.
        visible: Vec<String>,
        /// Those of them that belong to the same site.
        related: Vec<String>,
    },
    /// A property covers the sitemap, but the account may not submit there.
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
                let access = access::how_to_add(account, Some(&origin(sitemap)));
                format!("{}; {access}", sees(visible)).into()
            }
            Self::NotListed { related, .. } if !related.is_empty() => {
                let options = related.iter().enumerate();
                let named = options.fold(
                    Remedy::new("it sees the site as "),
                    |remedy, (place, name)| {
                        let remedy = if place == 0 {
                            remedy
                        } else {
                            remedy.text(" or ")
                        };
                        remedy.option_with(RunOption::Site, name.as_str())
                    },
                );
                named.text(": name that, or leave the property out")
            }
            Self::NotListed {
                account,
                property,
                visible,
                ..
            } => {
                let access = access::how_to_add(account, Some(property));
                format!("{}; name one of them, or {access}", sees(visible)).into()
            }
            Self::MayNotSubmit {
                account, property, ..
            } => format!(
                "make it a full user or owner: {}",
                access::how_to_add(account, Some(property))
            )
            .into(),
        })
    }
}

/// Maximum number of related properties that a remedy names.
const MOST_RELATED: usize = 3;

fn sees(visible: &[String]) -> String {
    if visible.is_empty() {
        "it sees no property".to_owned()
    } else {
        format!("it sees {}", abbreviated(visible))
    }
}

/// Root of the site that serves `url`.
fn origin(url: &Url) -> String {
    format!("{}/", url.origin().ascii_serialization())
}

/// Accepts the given property if it covers `sitemap`.
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
    /// True if a property exists and only the permission is missing.
    pub(crate) const fn is_about_permission(&self) -> bool {
        matches!(self, Self::MayNotSubmit { .. })
    }
}

/// The property that was named, in the spelling in which the account sees it. One that is not listed
/// is left to Google, unless the account sees the site under another name.
pub(super) fn as_listed(
    sites: &[Site],
    property: &Property,
    account: &str,
) -> Result<Property, PropertyChoiceError> {
    match find(sites, property, account) {
        Ok((listed, _)) => Ok(listed),
        Err(PropertyChoiceError::NotListed { related, .. }) if related.is_empty() => {
            Ok(property.clone())
        }
        Err(error) => Err(error),
    }
}

fn find<'a>(
    sites: &'a [Site],
    property: &Property,
    account: &str,
) -> Result<(Property, &'a Site), PropertyChoiceError> {
    let parsed = sites
        .iter()
        .filter_map(|site| Some((site.site_url.parse::<Property>().ok()?, site)));
    let mut related = Vec::new();
    for (one, site) in parsed {
        if one.is_same(property) {
            return Ok((one, site));
        }
        if one.is_related(property) && related.len() < MOST_RELATED {
            related.push(site.site_url.clone());
        }
    }
    Err(PropertyChoiceError::NotListed {
        account: account.to_owned(),
        property: property.name().to_owned(),
        visible: sites.iter().map(|site| site.site_url.clone()).collect(),
        related,
    })
}

/// Accepts the given property if the account may submit there.
pub(super) fn listed(
    sites: &[Site],
    property: &Property,
    account: &str,
) -> Result<Property, PropertyChoiceError> {
    let (listed, site) = find(sites, property, account)?;
    if site.permission_level.may_submit() {
        Ok(listed)
    } else {
        Err(PropertyChoiceError::MayNotSubmit {
            account: account.to_owned(),
            permission: site.permission_level.as_str().to_owned(),
            property: property.name().to_owned(),
        })
    }
}

/// Chooses the most specific of `sites` that covers `url` and whose data the account may read.
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
    fn another_form_of_the_property_is_named() {
        let property: Property = "https://example.com/".parse().unwrap();
        let sites = |names: &[&str]| -> Vec<Site> {
            let site_of = |name: &&str| site(name, PermissionLevel::Owner);
            names.iter().map(site_of).collect()
        };
        for form in [
            "sc-domain:example.com",
            "http://example.com/",
            "https://www.example.com/",
        ] {
            let error = as_listed(&sites(&[form, "https://example.org/"]), &property, "robot");
            let remedy = error.unwrap_err().remedy().unwrap().to_string();
            assert!(remedy.contains(&format!("`--site {form}`")), "{remedy}");
            assert!(!remedy.contains("example.org"), "{remedy}");
        }
        let other = sites(&["https://example.org/"]);
        assert_eq!(as_listed(&other, &property, "robot"), Ok(property.clone()));
        let error = listed(&other, &property, "robot");
        let remedy = error.unwrap_err().remedy().unwrap().to_string();
        assert!(remedy.contains("it sees https://example.org/"), "{remedy}");
        assert!(remedy.contains("Add an owner"), "{remedy}");
    }

    #[test]
    fn a_named_property_gets_the_listed_spelling() {
        let named: Property = "sc-domain:xn--trkish-3ya.com".parse().unwrap();
        let sites = [site("sc-domain:türkish.com", PermissionLevel::FullUser)];
        let listed = listed(&sites, &named, "robot").unwrap();
        assert_eq!(listed.name(), "sc-domain:türkish.com");
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
