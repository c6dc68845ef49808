//! Reads server-sent events from pieces of a response. Unlike a general library, it bounds the
//! size of an event.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>

use std::time::Duration;

/// An event with data, or with an id or a wait alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Event {
    pub(super) data: String,
    pub(super) id: Option<String>,
    /// Wait before the stream is opened again.
    pub(super) retry: Option<Duration>,
}

/// The stream has an event that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server sent an event of more than {0} bytes")]
pub(super) struct TooLong(usize);

/// Reader of a stream.
#[derive(Debug)]
pub(super) struct EventReader {
    most: usize,
    line: Vec<u8>,
    /// The last piece ended with a carriage return, so that a line feed belongs to it.
    after_return: bool,
    event: Event,
    has_data: bool,
}

impl EventReader {
    /// A reader of events of at most `most` bytes.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            line: Vec::new(),
            after_return: false,
            event: Event::default(),
            has_data: false,
        }
    }

    /// Takes the next piece and returns the events that it completes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLong> {
        let mut events = Vec::new();
        for byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ => {
                    self.line.push(*byte);
                    if self.line.len() + self.event.data.len() > self.most {
                        return Err(TooLong(self.most));
                    }
                }
            }
        }
        Ok(events)
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            self.has_data = false;
            let event = std::mem::take(&mut self.event);
            return (event != Event::default()).then_some(event);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                // A line break is white space of the JSON; a message must be on one line.
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push(' ');
                }
                self.event.data.push_str(value);
            }
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "retry" => self.event.retry = value.parse().ok().map(Duration::from_millis),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(data: &str, id: Option<&str>) -> Event {
        Event {
            data: data.to_owned(),
            id: id.map(str::to_owned),
            retry: None,
        }
    }

    #[test]
    fn events_are_read_however_the_bytes_are_cut() {
        let text = ": comment\nid: 1\nretry: 250\n\ndata: {\"a\":\ndata: 1}\r\nid:2\r\n\r\nevent: x\rdata:b\r\r";
        let expected = [
            Event {
                data: String::new(),
                id: Some("1".into()),
                retry: Some(Duration::from_millis(250)),
            },
            event("{\"a\": 1}", Some("2")),
            event("b", None),
        ];
        for size in 1..text.len() {
            let mut reader = EventReader::new(1_000);
            let pieces = text.as_bytes().chunks(size);
            let events = pieces.flat_map(|piece| reader.push(piece).unwrap());
            assert_eq!(events.collect::<Vec<_>>(), expected, "{size}");
        }
    }

    #[test]
    fn an_event_that_is_too_long_is_an_error() {
        let mut reader = EventReader::new(10);
        assert!(reader.push(b"data: 123\n").is_ok());
        assert_eq!(reader.push(b"data: 456789"), Err(TooLong(10)));
    }
}
