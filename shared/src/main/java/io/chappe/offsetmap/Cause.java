package io.chappe.offsetmap;

/** Why a run began. The ids are stored: never change or reuse one. */
public enum Cause {
  /** The first run of an incarnation. */
  START(0),
  /**
   * The source skips offsets: a transaction marker, an aborted batch, records that compaction or a
   * filter removed.
   */
  GAP(1),
  /**
   * A new owner's fence put a marker into the target, after the last data batch that it measured.
   */
  TAKEOVER(2),
  /** Retention deleted source records before they were copied. */
  SOURCE_LOSS(3),
  /** The source lost its tail; upstream offsets from here on were written anew. */
  SOURCE_TRUNCATED(4),
  /** Somebody else writes to the target topic, which is declared not exclusive. */
  OTHER_WRITER(5),
  /**
   * Several runs made one by thinning: the last of them, extended backwards. Translates to an
   * offset that is too low.
   */
  THINNED(6),
  /**
   * Many runs made one, because thinning found nothing finer: all of it translates to the offset at
   * which it begins.
   */
  COARSE(7),
  /** The source partition has another leader; offsets go on as before. */
  LEADER_EPOCH(8);

  private static final Cause[] BY_ID = values();

  private final byte id;

  Cause(int id) {
    this.id = (byte) id;
  }

  /** The stored id, from 0 to 127. */
  public byte id() {
    return id;
  }

  /**
   * Whether the run stands for several that thinning removed, so that it only gives lower bounds.
   */
  public boolean approximate() {
    return this == THINNED || this == COARSE;
  }

  /**
   * The cause with a stored id.
   *
   * @throws IllegalArgumentException if there is none: the record was written by a newer version
   */
  public static Cause ofId(byte id) {
    if (id < 0 || id >= BY_ID.length) {
      throw new IllegalArgumentException("unknown cause of a run in the offset map: " + id);
    }
    return BY_ID[id];
  }
}
