package io.chappe.replicator.simulation;

/** What befalls a world besides crashes, pauses and broken connections, which befall all. */
enum Faults {
  /** Nothing else. */
  NONE {
    @Override
    void strike(World world) {}
  },
  /**
   * The target elects a leader that doesn't have the newest batches. What was on its way to the old
   * leader is lost, and all who were connected to it start anew: an owner that went on as if
   * nothing had happened could write its first batch where a lost marker was.
   */
  LOST_TAIL {
    @Override
    void strike(World world) {
      int lost = 1 + world.schedule.below(6);
      world.schedule.note(() -> "target: loses its last " + lost + " batches");
      world.replaceBrokers();
      world.data.loseTail(lost);
      world.invariants.tailLost();
      world.restartAll();
    }
  },
  /**
   * Nobody owns the partition for a week, and the coordinator forgets the transactional id: the
   * next owner gets another producer id, which fences nobody who has the old one.
   */
  EXPIRED_ID {
    @Override
    void strike(World world) {
      world.replaceBrokers();
      world.coordinator.expire();
      world.restartAll();
    }
  },
  /**
   * Retention deletes old batches on the target, sometimes all data. Markers that were written
   * since the last data are too young for it, unless they are of a takeover that went well and had
   * nothing to copy yet.
   */
  RETENTION {
    @Override
    void strike(World world) {
      int deletable =
          world.invariants.settled() ? world.data.entries().size() : world.data.lastData() + 1;
      int deleted = world.schedule.percent(50) ? deletable : world.schedule.below(deletable + 1);
      world.data.deleteOldest(deleted);
      world.schedule.note(
          () -> "target: retention moves the log start to " + world.data.logStart());
      world.source.deleteBelow(world.invariants.someCopied());
    }
  },
  /**
   * Retention deletes all that is on the target, the markers too of takeovers that ended before
   * their run was durable, but for those that are just being written. Then records may come twice,
   * but none is left out.
   */
  DELETED_MARKERS {
    @Override
    void strike(World world) {
      if (!world.coordinator.isSettled()) {
        return;
      }
      world.data.deleteOldest(world.data.entries().size());
      world.schedule.note(() -> "target: all is deleted up to " + world.data.logStart());
    }
  },
  /**
   * The epochs of the transactional id are nearly used up: during a takeover, or after it, another
   * producer id comes, which by itself fences nobody who has the old one, and which the data
   * partition doesn't know.
   */
  EPOCHS_END {
    @Override
    void strike(World world) {
      world.coordinator.raiseEpochTo(32_700 + world.schedule.below(66));
      world.refuseForAWhile();
    }
  },
  /**
   * Brokers forget a producer that was silent for as long as they remember them, and take any
   * sequence number from it then. They forget one that copies old records, too: to them it is as
   * old as what it wrote last. By then nothing is under way any more that others sent.
   */
  FORGOTTEN_IDS {
    @Override
    void strike(World world) {
      world.beSilent();
    }
  },
  /**
   * The remote topic is compacted, by a cleaner that is in a hurry: of what was written last only
   * the newest batch of a producer that brokers still know is sure to stay.
   */
  COMPACTED {
    @Override
    void strike(World world) {
      world.data.compact(world.schedule);
    }
  },
  /** The offset-map topic is deleted while an owner copies, who still knows what was in it. */
  DELETED_MAP {
    @Override
    void strike(World world) {
      world.deleteMap();
    }
  },
  /** The remote topic is deleted and created again: all is copied to the new one. */
  RECREATED_TARGET {
    @Override
    void strike(World world) {
      world.recreateTarget();
    }
  },
  /** The topics are renamed, again and again, also back: an earlier copy is gone on with. */
  RENAMED {
    @Override
    void strike(World world) {
      world.renameTarget();
    }
  };

  abstract void strike(World world);
}
