package io.chappe.config.loading;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Says what is wrong with the bytes of a properties file. Java, and so MM2, reads them as ISO
 * 8859-1, whatever an editor has made of them.
 */
final class FileEncoding {
  private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte[] UTF_16_MARK = {(byte) 0xfe, (byte) 0xff};
  private static final byte[] UTF_16_MARK_TURNED = {(byte) 0xff, (byte) 0xfe};

  private FileEncoding() {}

  /** The bytes to be read, without a mark at their beginning; none if they are no such file. */
  static byte[] checked(Path file, byte[] bytes, Findings findings) {
    if (begins(bytes, UTF_16_MARK) || begins(bytes, UTF_16_MARK_TURNED)) {
      findings.problem(file + ": is UTF-16: save it as plain text, best with nothing but ASCII");
      return new byte[0];
    }
    byte[] text = bytes;
    if (begins(bytes, UTF_8_MARK)) {
      findings.warning(
          file + ": begins with a byte order mark, which is passed over: save it without one");
      text = Arrays.copyOfRange(bytes, UTF_8_MARK.length, bytes.length);
    }
    if (holdsUtf8(text)) {
      findings.warning(
          file
              + ": holds characters beyond ASCII in UTF-8, which are read as ISO 8859-1, as in MM2: write each as \\uXXXX");
    }
    return text;
  }

  private static boolean begins(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }

  /** In comments it does no harm. */
  private static boolean holdsUtf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .toString()
          .lines()
          .map(String::strip)
          .filter(line -> !line.startsWith("#") && !line.startsWith("!"))
          .anyMatch(line -> line.chars().anyMatch(each -> each > 0x7f));
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
