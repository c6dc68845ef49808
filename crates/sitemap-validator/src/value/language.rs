//! Checks codes of languages, scripts and countries.

use std::borrow::Cow;

/// The languages of ISO 639-1. <https://www.loc.gov/standards/iso639-2/php/code_list.php>
const LANGUAGES: Codes = table(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co \
    cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho \
    hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la \
    lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or \
    os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te \
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu iw in ji jw mo",
);

/// The three-letter codes of ISO 639-2 of languages that have a two-letter code, which follows each.
/// Languages with two three-letter codes are listed with both.
/// <https://www.loc.gov/standards/iso639-2/php/code_list.php>
const LONG_LANGUAGES: &str = "aar aa abk ab afr af aka ak alb sq amh am ara ar arg an arm hy asm as ava av \
    ave ae aym ay aze az bak ba bam bm baq eu bel be ben bn bih bh bis bi bod bo bos bs bre br bul bg \
    bur my cat ca ces cs cha ch che ce chi zh chu cu chv cv cor kw cos co cre cr cym cy cze cs dan da \
    deu de div dv dut nl dzo dz ell el eng en epo eo est et eus eu ewe ee fao fo fas fa fij fj fin fi \
    fra fr fre fr fry fy ful ff geo ka ger de gla gd gle ga glg gl glv gv gre el grn gn guj gu hat ht \
    hau ha heb he her hz hin hi hmo ho hrv hr hun hu hye hy ibo ig ice is ido io iii ii iku iu ile ie \
    ina ia ind id ipk ik isl is ita it jav jv jpn ja kal kl kan kn kas ks kat ka kau kr kaz kk khm km \
    kik ki kin rw kir ky kom kv kon kg kor ko kua kj kur ku lao lo lat la lav lv lim li lin ln lit lt \
    ltz lb lub lu lug lg mac mk mah mh mal ml mao mi mar mr may ms mkd mk mlg mg mlt mt mon mn mri mi \
    msa ms mya my nau na nav nv nbl nr nde nd ndo ng nep ne nld nl nno nn nob nb nor no nya ny oci oc \
    oji oj ori or orm om oss os pan pa per fa pli pi pol pl por pt pus ps que qu roh rm ron ro rum ro \
    run rn rus ru sag sg san sa sin si slk sk slo sk slv sl sme se smo sm sna sn snd sd som so sot st \
    spa es sqi sq srd sc srp sr ssw ss sun su swa sw swe sv tah ty tam ta tat tt tel te tgk tg tgl tl \
    tha th tib bo tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur uzb uz ven ve \
    vie vi vol vo wel cy wln wa wol wo xho xh yid yi yor yo zha za zho zh zul zu";

/// The countries of ISO 3166-1. <https://www.iso.org/iso-3166-country-codes.html>
const COUNTRIES: Codes = table(
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl \
    bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk \
    dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu \
    gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz \
    la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my \
    mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru \
    rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to \
    tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw",
);

/// The value for users without a matching language.
const DEFAULT: &[u8] = b"x-default";

/// Reason why a value of `hreflang` is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not have the form of a language.
    Form,
    /// The language does not exist.
    Language,
    /// The language has this two-letter code, but another is given.
    LongLanguage(&'static str),
    /// The country does not exist.
    Country,
}

impl Fault {
    /// Continues the sentence "the language `…`".
    pub(crate) fn describe(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Form => "is not of the form `en`, `en-GB` or `zh-Hant-HK`",
            Self::Language => "begins with no language of ISO 639-1",
            Self::LongLanguage(code) => {
                return Cow::Owned(format!(
                    "begins with a three-letter code; in ISO 639-1 this language is `{code}`"
                ));
            }
            Self::Country => "ends with no country of ISO 3166-1",
        })
    }
}

/// Checks a value of `hreflang`: a language, optionally a script and a country or area, or `x-default`.
///
/// Three-letter codes are accepted for languages without a two-letter code, such as `fil`; of these only
/// the form is checked.
///
/// <https://developers.google.com/search/docs/specialty/international/localized-versions>
pub(crate) fn check_hreflang(value: &[u8]) -> Result<(), Fault> {
    if value.eq_ignore_ascii_case(DEFAULT) {
        return Ok(());
    }
    let mut parts = value.split(|byte| *byte == b'-');
    let language = parts.next().unwrap_or_default();
    let mut rest = parts.next();
    if rest.is_some_and(|part| part.len() == 4 && is_letters(part)) {
        rest = parts.next();
    }
    let has_form = matches!(language.len(), 2 | 3)
        && is_letters(language)
        && rest.is_none_or(|part| (part.len() == 2 && is_letters(part)) || is_area(part))
        && parts.next().is_none();
    if !has_form {
        Err(Fault::Form)
    } else if language.len() == 2 && !is_among(&LANGUAGES, language) {
        Err(Fault::Language)
    } else if let Some(code) = short_code(language) {
        Err(Fault::LongLanguage(code))
    } else if rest.is_some_and(|part| !is_area(part) && !is_among(&COUNTRIES, part)) {
        Err(Fault::Country)
    } else {
        Ok(())
    }
}

/// True if the value is a language of a publication: two or three letters of ISO 639, or one of the
/// two variants of Chinese.
///
/// For three-letter codes, only the form is checked.
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>
pub(crate) fn is_news_language(value: &[u8]) -> bool {
    let chinese = [&b"zh-cn"[..], b"zh-tw"];
    match value.len() {
        2 => is_among(&LANGUAGES, value),
        3 => is_letters(value),
        _ => chinese.iter().any(|code| value.eq_ignore_ascii_case(code)),
    }
}

/// True for an area code of UN M.49, such as 419 for Latin America.
///
/// Google's own pages use `es-419`; BCP 47 permits it as a region
/// (<https://www.rfc-editor.org/rfc/rfc5646#section-2.2.4>).
fn is_area(part: &[u8]) -> bool {
    part.len() == 3 && part.iter().all(u8::is_ascii_digit)
}

/// Returns the two-letter code of the language with this three-letter code.
fn short_code(language: &[u8]) -> Option<&'static str> {
    if language.len() != 3 {
        return None;
    }
    let mut words = LONG_LANGUAGES.split(' ');
    words.find(|long| long.as_bytes().eq_ignore_ascii_case(language))?;
    words.next()
}

fn is_letters(part: &[u8]) -> bool {
    part.iter().all(u8::is_ascii_alphabetic)
}

fn is_among(codes: &Codes, code: &[u8]) -> bool {
    let [first, second] = code else { return false };
    let row = codes.get(usize::from(first.to_ascii_lowercase().wrapping_sub(b'a')));
    let column = second.to_ascii_lowercase().wrapping_sub(b'a');
    column < 26 && row.is_some_and(|row| row & (1 << column) != 0)
}

/// Two-letter codes: a row for each first letter with a bit for each second letter.
type Codes = [u32; 26];

const fn table(list: &str) -> Codes {
    let list = list.as_bytes();
    let mut codes = [0; 26];
    let mut index = 0;
    while index + 1 < list.len() {
        if list[index] == b' ' {
            index += 1;
        } else {
            codes[(list[index] - b'a') as usize] |= 1 << (list[index + 1] - b'a');
            index += 2;
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_scripts_and_countries_are_distinguished() {
        for (value, verdict) in [
            ("en", Ok(())),
            ("EN-gb", Ok(())),
            ("zh-Hant", Ok(())),
            ("zh-hant-HK", Ok(())),
            ("x-default", Ok(())),
            ("X-Default", Ok(())),
            ("", Err(Fault::Form)),
            ("en_US", Err(Fault::Form)),
            ("english", Err(Fault::Form)),
            ("en-", Err(Fault::Form)),
            ("en-US-x", Err(Fault::Form)),
            ("es-419", Ok(())),
            ("fil", Ok(())),
            ("haw-US", Ok(())),
            ("deu", Err(Fault::LongLanguage("de"))),
            ("GER-AT", Err(Fault::LongLanguage("de"))),
            ("zho-Hant", Err(Fault::LongLanguage("zh"))),
            ("ar-001", Ok(())),
            ("es-41", Err(Fault::Form)),
            ("engl", Err(Fault::Form)),
            ("xx", Err(Fault::Language)),
            ("en-UK", Err(Fault::Country)),
            ("en-EU", Err(Fault::Country)),
        ] {
            assert_eq!(check_hreflang(value.as_bytes()), verdict, "{value}");
        }
    }

    #[test]
    fn a_publication_has_a_language_and_no_country() {
        for good in ["en", "de", "fil", "zh-cn", "ZH-TW"] {
            assert!(is_news_language(good.as_bytes()), "{good}");
        }
        for bad in ["", "xx", "en-US", "zh", "english"] {
            assert_eq!(is_news_language(bad.as_bytes()), bad == "zh", "{bad}");
        }
    }

    #[test]
    fn the_lists_have_the_known_lengths() {
        let count = |codes: &Codes| codes.iter().map(|row| row.count_ones()).sum::<u32>();
        // 183 current codes, Bihari, Serbo-Croatian, and the old codes of five languages.
        assert_eq!(count(&LANGUAGES), 190);
        assert_eq!(count(&COUNTRIES), 249);
        // 183 languages with a two-letter code and Bihari, 20 of them with two three-letter codes.
        let codes: Vec<&str> = LONG_LANGUAGES.split(' ').collect();
        assert_eq!(codes.len(), 2 * (184 + 20));
        assert!(codes.chunks(2).all(|pair| pair[0].len() == 3));
        assert!(
            codes
                .chunks(2)
                .all(|pair| is_among(&LANGUAGES, pair[1].as_bytes()))
        );
        assert!(codes.chunks(2).is_sorted_by_key(|pair| pair[0]));
    }
}
