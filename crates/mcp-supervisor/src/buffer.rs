//! Buffers for long messages whose memory goes back to the system.
//!
//! glibc maps large allocations, and unmaps them when they are freed; but freeing one of up to 32 MiB
//! makes it keep as much from then on. So a long message gets a larger buffer from the start, of
//! which only the used pages count.
//!
//! <https://man7.org/linux/man-pages/man3/mallopt.3.html>, under `M_MMAP_THRESHOLD`

/// Size up to which buffers are not mapped.
const SHORT: usize = 128 * 1024;
/// More than the largest size that changes what glibc keeps.
const LONG: usize = 33 * 1024 * 1024;

/// Copies a message.
pub(crate) fn copy(bytes: &[u8]) -> Vec<u8> {
    let mut copy = Vec::new();
    extend(&mut copy, bytes);
    copy
}

/// Adds bytes to a buffer.
pub(crate) fn extend(buffer: &mut Vec<u8>, bytes: &[u8]) {
    let needed = buffer.len() + bytes.len();
    if needed > buffer.capacity() && needed > SHORT {
        let capacity = if needed < LONG { LONG } else { needed * 3 / 2 };
        buffer.reserve_exact(capacity - buffer.len());
    }
    buffer.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_messages_get_a_large_buffer() {
        assert_eq!(copy(b"short"), b"short");
        assert!(copy(&[1; 1_000]).capacity() < SHORT);
        let long = vec![2; SHORT + 1];
        let mut buffer = copy(&long);
        assert!(buffer.capacity() >= LONG && buffer == long);
        extend(&mut buffer, &vec![3; LONG]);
        assert_eq!(buffer.len(), long.len() + LONG);
    }
}
