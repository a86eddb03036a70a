"""The door to the evidence on disk: append what came in, read it back, prove that nothing was changed."""

from monitor.evidence.reading import Kind, Record, load_capture, read_records
from monitor.evidence.verify import VerifyReport, verify
from monitor.evidence.warc import Archive

__all__ = ["Archive", "Kind", "Record", "VerifyReport", "load_capture", "read_records", "verify"]
