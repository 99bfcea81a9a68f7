//! What the site asks for its cluster's time. Nobody else knows it.

use crate::names::{JOB_PRICE_CURRENCY, JOB_PRICE_GIB_HOUR, JOB_PRICE_NODE_HOUR};
use crate::{Invalid, Setting, Source};

/// Prices of the site's currency. Where there is none, none is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct JobPrices {
    /// For a node and hour.
    pub node_hour: Option<f64>,
    /// For a GiB of memory and hour.
    pub gib_hour: Option<f64>,
    /// As ISO 4217 writes it, such as `USD`.
    pub currency: String,
}

impl Default for JobPrices {
    /// None.
    fn default() -> Self {
        Self {
            node_hour: None,
            gib_hour: None,
            currency: JOB_PRICE_CURRENCY.default.to_owned(),
        }
    }
}

impl JobPrices {
    /// Reads them.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        Ok(Self {
            node_hour: price(source, &JOB_PRICE_NODE_HOUR)?,
            gib_hour: price(source, &JOB_PRICE_GIB_HOUR)?,
            currency: source.read(&JOB_PRICE_CURRENCY, |text| {
                let sound = text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase());
                sound
                    .then(|| text.to_owned())
                    .ok_or_else(|| "expected a code of ISO 4217, such as USD or KRW".to_owned())
            })?,
        })
    }
}

fn price(source: &Source, setting: &'static Setting) -> Result<Option<f64>, Invalid> {
    if source.given(setting).is_none() {
        return Ok(None);
    }
    source.read(setting, |text| {
        // Not all that is a number to a program is one to whoever reads the file: 1e3, inf, +1.
        let plain = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let price = text.parse().ok().filter(|_| plain);
        price
            .map(Some)
            .ok_or_else(|| "expected an amount of at least 0, such as 0.5".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_costs_anything_until_somebody_says_so() {
        assert_eq!(JobPrices::load(&Source::default()), Ok(JobPrices::default()));
        let source = Source::default()
            .with(&JOB_PRICE_GIB_HOUR, "0.004")
            .with(&JOB_PRICE_CURRENCY, "KRW");
        let prices = JobPrices::load(&source).unwrap();
        assert_eq!((prices.node_hour, prices.gib_hour), (None, Some(0.004)));
        assert_eq!(prices.currency, "KRW");
        let free = Source::default().with(&JOB_PRICE_NODE_HOUR, "0");
        assert_eq!(JobPrices::load(&free).unwrap().node_hour, Some(0.0));
    }

    #[test]
    fn what_is_no_price_is_named() {
        for wrong in [
            "-1",
            "1e3",
            "inf",
            "NaN",
            "+1",
            "1,5",
            "0.5 USD",
            ".",
            "1.2.3",
            "1234567890123456",
        ] {
            let source = Source::default().with(&JOB_PRICE_NODE_HOUR, wrong);
            let error = JobPrices::load(&source).unwrap_err();
            assert_eq!(error.name, "JOB_PRICE_NODE_HOUR", "{wrong}");
        }
        for wrong in ["usd", "US", "EURO", "₩", "U1D"] {
            let source = Source::default().with(&JOB_PRICE_CURRENCY, wrong);
            assert_eq!(
                JobPrices::load(&source).unwrap_err().name,
                "JOB_PRICE_CURRENCY",
                "{wrong}"
            );
        }
    }
}
