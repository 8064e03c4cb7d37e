package io.chappe.naming;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression is once its counted repetitions are written out, as RE2 does when
 * it compiles: {@code ((a{1000}){1000}){1000}} is short, and no memory holds it.
 */
final class ExpandedSize {
  private static final Pattern ATOM =
      Pattern.compile(
          "\\\\(?:[pPx]\\{[^}]*}|.)|\\[\\^?]?(?:\\\\.|[^\\]\\\\])*+]|.", Pattern.DOTALL);

  private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private final Deque<Long> outside = new ArrayDeque<>();
  private final long limit;
  private long size;
  private long last;

  private ExpandedSize(long limit) {
    this.limit = limit;
  }

  /** Whether that is more than {@code limit}. */
  static boolean exceeds(String expression, long limit) {
    return new ExpandedSize(limit).isExceededBy(expression);
  }

  private boolean isExceededBy(String expression) {
    Matcher atom = ATOM.matcher(expression);
    Matcher repetition = REPETITION.matcher(expression);
    int at = 0;
    while (at < expression.length() && size <= limit && outside.size() <= limit) {
      if (repetition.region(at, expression.length()).lookingAt()) {
        at = repetition.end();
        repeat(times(repetition));
      } else {
        at = atom.region(at, expression.length()).lookingAt() ? atom.end() : at + 1;
        take(expression.charAt(atom.start()));
      }
    }
    return size > limit || outside.size() > limit;
  }

  private static long times(Matcher repetition) {
    String most = repetition.group(2);
    long least = Long.parseLong(repetition.group(1));
    return most == null || most.isEmpty() ? least + 1 : Math.max(least, Long.parseLong(most));
  }

  private void repeat(long times) {
    size += last * Math.max(0, times - 1);
    last *= times;
  }

  private void take(char first) {
    if (first == '(') {
      outside.push(size);
      size = 0;
      last = 0;
    } else if (first == ')' && !outside.isEmpty()) {
      last = size + 2;
      size = outside.pop() + last;
    } else {
      last = "*+?".indexOf(first) >= 0 ? last + 1 : 1;
      size++;
    }
  }
}
