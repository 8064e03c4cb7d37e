package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** One partition of a flow with everything around it, and the faults that befall it. */
final class World {
  /** Fewer than the copies that are remembered. */
  private static final int NAMES = 4;

  static final TopicPartition SOURCE = new TopicPartition("orders", 0);
  static final TopicPartition TARGET = new TopicPartition("us.orders", 0);
  static final TopicPartition MAP = new TopicPartition("us.offset-map.internal", 0);
  static final SourcePartition KEY = new SourcePartition("orders", 0);
  static final Uuid SOURCE_ID = new Uuid(1, 1);
  static final Uuid MAP_ID = new Uuid(3, 3);
  private static final long FAULTS_MS = 6_000;
  private static final long RECOVERY_MS = 40_000;

  final Schedule schedule;
  final SimulatedSource source;
  final SimulatedCoordinator coordinator;
  final SimulatedLog<Long> data;
  final SimulatedLog<BatchAppender.KeyValue> map;
  final int maxRuns;
  final Invariants invariants;
  boolean calm;
  boolean exclusive = true;
  boolean mapIsLost;
  Uuid targetId = new Uuid(2, 1);
  private final Map<Uuid, SimulatedLog.Content<Long>> renamed = new HashMap<>();
  private boolean refusing;
  private boolean silent;
  private long silentEnd = -1;
  private final Faults faults;
  private final UnaryOperator<BatchAppender> flaw;
  private final List<SimulatedProcess> processes = new ArrayList<>();

  World(long seed, boolean traced, Faults faults, UnaryOperator<BatchAppender> flaw) {
    this.faults = faults;
    this.flaw = flaw;
    schedule = new Schedule(seed, traced);
    // What the target lost is copied again exactly only as far as the map was not thinned.
    maxRuns = schedule.percent(30) && faults != Faults.LOST_TAIL ? 12 : 10_000;
    source = new SimulatedSource(schedule);
    coordinator = new SimulatedCoordinator(schedule);
    invariants = new Invariants(this);
    data = new SimulatedLog<>("data", invariants::appended);
    map = new SimulatedLog<>("map", entry -> {});
  }

  /** Lets the world go its way, then lets the faults end, and checks what has become of it. */
  void run() {
    for (int batch = 0; batch < 10; batch++) {
      source.produce();
    }
    newOwner();
    schedule.after(20, this::produce);
    schedule.after(50, this::fault);
    long deadline = FAULTS_MS + RECOVERY_MS;
    while (schedule.step(FAULTS_MS) || silent && schedule.step(deadline)) {
      invariants.checkAtRandom();
    }
    calm = true;
    SimulatedProcess last = newOwner();
    processes.stream().filter(process -> process != last).forEach(SimulatedProcess::resume);
    processes.stream().filter(process -> process != last).forEach(SimulatedProcess::handOver);
    while (!invariants.complete() && schedule.step(deadline)) {
      invariants.checkAtRandom();
    }
    invariants.checkEnd();
  }

  private void produce() {
    if (!calm) {
      if (!silent) {
        source.produce();
      }
      schedule.after(5 + schedule.below(60), this::produce);
    }
  }

  /**
   * One owner is left, and nothing is produced for so long that the target forgets who has written
   * to it; then a lot is at once, of which the target doesn't take all.
   */
  void beSilent() {
    if (silent) {
      return;
    }
    silent = true;
    replaceBrokers();
    restartAll();
    schedule.after(1_000, this::forgetWhenSilent);
  }

  /**
   * The offset-map topic is deleted and created again while one owner copies, who is told, and
   * writes it anew from memory.
   */
  void deleteMap() {
    if (silent) {
      return;
    }
    silent = true;
    replaceBrokers();
    restartAll();
    SimulatedProcess owner = processes.getLast();
    whenCopiedBy(
        owner,
        () -> {
          schedule.note(() -> "target: the map is deleted");
          map.deleteAll();
          mapIsLost = true;
          owner.hearOfTheLostMap();
          whenCopiedBy(
              owner,
              () -> {
                mapIsLost = false;
                silent = false;
              });
        });
  }

  private void whenCopiedBy(SimulatedProcess owner, Runnable then) {
    processes.stream().filter(each -> each != owner).forEach(SimulatedProcess::kill);
    if (owner.isCopying()) {
      then.run();
    } else {
      schedule.after(100, () -> whenCopiedBy(owner, then));
    }
  }

  /** The remote topic is deleted, and one of the same name created. */
  void recreateTarget() {
    targetId = new Uuid(2, targetId.getLeastSignificantBits() + 1);
    schedule.note(() -> "target: the topic is deleted and created again as " + targetId);
    data.deleteAll();
    invariants.tailLost();
  }

  /** The flow's topics are given other names, new ones or such as they had before. */
  void renameTarget() {
    renameTarget(schedule.below(NAMES));
  }

  /** The same with the name of that number. */
  void renameTarget(int name) {
    Uuid before = targetId;
    targetId = new Uuid(2, 100 + name);
    if (!before.equals(targetId)) {
      schedule.note(() -> "target: the topic is " + targetId + " from now on");
      SimulatedLog.Content<Long> content = renamed.remove(targetId);
      renamed.put(before, data.exchange(content == null ? SimulatedLog.Content.empty() : content));
      invariants.tailLost();
    }
  }

  private void forgetWhenSilent() {
    if (processes.stream().filter(SimulatedProcess::alive).count() > 1) {
      // Nobody believes to be an owner for as long as brokers remember the next.
      restartAll();
    }
    if (data.end() != silentEnd) {
      silentEnd = data.end();
      schedule.after(1_000, this::forgetWhenSilent);
      return;
    }
    data.forgetProducers();
    map.forgetProducers();
    schedule.note(() -> "target: forgets all producers");
    refuseForAWhile();
    silent = false;
    for (int batch = 0; batch < 20; batch++) {
      source.produce();
    }
  }

  /** Lets the world go its way until something is so. */
  void runUntil(BooleanSupplier reached) {
    long deadline = schedule.nowMs() + RECOVERY_MS;
    while (!reached.getAsBoolean()) {
      assertThat(schedule.step(deadline)).as("what is awaited comes to pass").isTrue();
    }
  }

  SimulatedProcess newOwner() {
    SimulatedProcess process = new SimulatedProcess("P" + processes.size(), this, flaw);
    processes.add(process);
    process.own();
    return process;
  }

  private void fault() {
    if (calm) {
      return;
    }
    schedule.after(schedule.below(400), this::fault);
    if (silent) {
      return;
    }
    SimulatedProcess victim = processes.get(schedule.below(processes.size()));
    switch (schedule.below(12)) {
      case 0 -> {
        victim.kill();
        newOwner();
      }
      case 1, 2 -> {
        victim.suspend();
        schedule.after(schedule.below(1_500), victim::resume);
        if (schedule.percent(80)) {
          newOwner();
        }
      }
      case 3 -> newOwner();
      case 4 -> victim.disown();
      case 5 -> victim.release();
      case 6 -> victim.own();
      case 7 -> coordinator.restart();
      case 8 -> faults.strike(this);
      case 9, 10 -> {
        victim.handOver();
        if (schedule.percent(70)) {
          schedule.after(schedule.below(1_000), this::newOwner);
        }
      }
      default -> victim.deliver(victim::loseConnections);
    }
  }

  /** All connections to the brokers of the partitions break, and what was on them is gone. */
  void replaceBrokers() {
    processes.forEach(SimulatedProcess::loseConnections);
  }

  /** The target doesn't take some of the records for a while. */
  void refuseForAWhile() {
    refusing = true;
    schedule.after(schedule.below(2_000), () -> refusing = false);
  }

  /** Whether the target refuses a batch for one of its records. */
  boolean refuses(List<?> records) {
    return refusing
        && !calm
        && records.stream().anyMatch(each -> each instanceof Long offset && offset % 5 == 0);
  }

  /** All processes die, and somebody begins anew. */
  void restartAll() {
    processes.forEach(SimulatedProcess::kill);
    newOwner();
  }

  SimulatedLog<?> log(TopicPartition partition) {
    return partition.equals(MAP) ? map : data;
  }

  /** Whether a fault of this world may make records come twice. */
  boolean mayRepeat() {
    return mayLoseTheLastMarker() || faults == Faults.RETENTION || faults == Faults.COMPACTED;
  }

  /** Whether retention may strike while a takeover fences. */
  boolean mayLoseMarkersOfASlowFence() {
    return faults == Faults.RETENTION;
  }

  /** Whether even the marker of a fence may be deleted before its owner has read the log. */
  boolean mayLoseTheLastMarker() {
    return faults == Faults.DELETED_MARKERS;
  }

  /** Whoever wrote last into the map. */
  ProducerIdentity lastMapWriter() {
    return map.entries().stream()
        .filter(entry -> !entry.isMarker())
        .reduce((before, after) -> after)
        .orElseThrow()
        .writer();
  }

  OffsetMapReplay replayMap(List<BatchAppender.KeyValue> records) {
    OffsetMapReplay replay = new OffsetMapReplay();
    records.forEach(each -> replay.applyIfReadable(each.key(), each.value()));
    return replay;
  }

  List<BatchAppender.KeyValue> mapRecords() {
    List<BatchAppender.KeyValue> records = new ArrayList<>();
    map.entries().forEach(entry -> records.addAll(entry.records()));
    return records;
  }

  String describe(List<?> records) {
    if (records.isEmpty() || !(records.getFirst() instanceof BatchAppender.KeyValue)) {
      return records.toString();
    }
    List<String> runs = new ArrayList<>();
    for (Object each : records) {
      runs.add(Invariants.describe((BatchAppender.KeyValue) each));
    }
    return runs.toString();
  }
}
