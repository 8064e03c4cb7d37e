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
   * nothing to copy yet. Where an epoch was used that wrote no marker, it can't be told from one of
   * which the marker is deleted: then records may come twice.
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
  };

  abstract void strike(World world);
}
