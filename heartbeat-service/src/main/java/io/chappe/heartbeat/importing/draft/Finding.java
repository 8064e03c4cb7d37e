package io.chappe.heartbeat.importing.draft;

/**
 * Something to be said of an input.
 *
 * @param text one line, without any value that may be secret
 */
public record Finding(Kind kind, String text) {

  /** What is to be done about it, the most urgent first. */
  public enum Kind {
    /** Chappe doesn't start with the file that was made. */
    REFUSED("Chappe refuses the file until this is mended"),
    /** It may not be what was meant, or needs something to be done. */
    LOOK("To look at"),
    /** It is set in another place: the chart's values or Quarkus' settings. */
    ELSEWHERE("Set elsewhere"),
    /** It isn't set, and Chappe's default is another than MM2's. */
    OTHER_DEFAULT("Not set, and with another default than in MM2"),
    /** It does nothing here and needs nothing. */
    NOTHING("Without effect here, nothing to do");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /** Whether somebody should look at it. */
    boolean asksForALook() {
      return compareTo(OTHER_DEFAULT) < 0;
    }
  }
}
