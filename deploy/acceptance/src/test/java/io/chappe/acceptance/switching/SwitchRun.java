package io.chappe.acceptance.switching;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.acceptance.Service;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** One application, two topics, all the moves between the clusters, and what happens meanwhile. */
final class SwitchRun {
  private static final int FEWEST = 5;
  private static final int MOST = 120;
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final int LOOKS = 2;

  private final SwitchSettings settings;
  private final Sides sides;
  private final Instances instances;
  private final SyncWatch watch;
  private final Ledger ledger = new Ledger();
  private final Application application;
  private final TopicEvents topics;
  private final Deck deck;
  private final Lock writing = new ReentrantLock(true);
  private final AtomicBoolean producersEnd = new AtomicBoolean();
  private final Random random;
  private final SortedMap<String, Integer> happened = new TreeMap<>();
  private final long start = System.nanoTime();

  SwitchRun(SwitchSettings settings, Sides sides, Instances instances) {
    this.settings = settings;
    this.sides = sides;
    this.instances = instances;
    this.random = new Random(settings.seed());
    this.watch = new SyncWatch(sides, instances);
    this.application = new Application(sides, ledger);
    this.topics = new TopicEvents(sides, ledger, writing);
    Events events = new Events(sides, instances, watch, ledger, topics, random);
    this.deck = new Deck(settings.allEvents() ? events.all() : events.few(), random);
  }

  static String configuration(Sides sides) {
    return """
        clusters = %1$s, %2$s
        %1$s.bootstrap.servers = %3$s
        %2$s.bootstrap.servers = %4$s
        %1$s->%2$s.enabled = true
        %1$s->%2$s.topics = %5$s
        %1$s->%2$s.groups = %6$s
        sync.group.offsets.failback.enabled = true
        emit.checkpoints.interval.seconds = 1
        sync.group.offsets.interval.seconds = 1
        refresh.groups.interval.seconds = 1
        refresh.topics.interval.seconds = 1
        heartbeats.replication.enabled = false
        emit.offset-syncs.enabled = false
        # Where a map is thinned, old offsets of transactions translate to lower ones.
        offset-map.max.runs = 100000
        """
        .formatted(
            Sides.SOURCE,
            Sides.TARGET,
            sides.cluster(Side.HOME).bootstrapServers(),
            sides.cluster(Side.AWAY).bootstrapServers(),
            String.join(", ", sides.topics()),
            sides.group());
  }

  /** Starts the services and all that goes on. */
  void run() throws Exception {
    TestCluster source = sides.cluster(Side.HOME);
    for (String topic : sides.topics()) {
      source.createTopic(topic, Sides.PARTITIONS);
    }
    instances.start(Service.REPLICATOR);
    instances.start(Service.CHECKPOINT);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Void> producing =
          threads.submit(
              new NumberedRecords(
                  source,
                  sides.plain(),
                  sides.transactional(),
                  Sides.PARTITIONS,
                  settings.seed() + 1,
                  writing,
                  producersEnd));
      Side last = moves();
      producersEnd.set(true);
      producing.get();
      drain(last.other());
    } finally {
      producersEnd.set(true);
      threads.shutdownNow();
    }
    sides.topics().forEach(topics::remember);
  }

  /** Where the application was last. */
  private Side moves() throws Exception {
    Side side = Side.HOME;
    // So that there is something of each partition to be moved.
    Map<TopicPartition, Long> goals = new HashMap<>();
    for (String topic : sides.topics()) {
      for (int partition = 0; partition < Sides.PARTITIONS; partition++) {
        goals.put(new TopicPartition(topic, partition), 0L);
      }
    }
    for (int move = 1; move <= settings.switches(); move++) {
      goals = move(move, side, goals);
      side = side.other();
    }
    return side.other();
  }

  private Map<TopicPartition, Long> move(int move, Side side, Map<TopicPartition, Long> goals)
      throws Exception {
    Member member = Member.values()[random.nextInt(Member.values().length)];
    if (!settings.allEvents() && member == Member.STATIC_CLASSIC) {
      // Is in its group for seconds after it has ended.
      member = Member.CLASSIC;
    }
    int records = random.nextInt(FEWEST, MOST);
    String session = "session %d, %s as %s".formatted(move, side, member);
    note("%s: %d records or more, from %s".formatted(session, records, ledger.next()));
    application.run(session, side, member, new Application.End(records, goals, Optional.empty()));
    watch.awaitOnePlace(side);
    if (!settings.allEvents() && (move == 1 || move % 2 == 0)) {
      return Map.of();
    }
    watch.awaitLooks(LOOKS);
    Event event = deck.before(side.other());
    happened.merge(event.kind(), 1, Integer::sum);
    note("event after session %d: %s, at %s".formatted(move, event.kind(), watch.lastSeen()));
    return event.action().happen("%s after session %d".formatted(event.kind(), move));
  }

  private void note(String what) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.println(String.format(Locale.ROOT, "switch %8.3f %s", seconds, what));
  }

  /** Reads on to the end, of a copy when it is complete. */
  private void drain(Side side) throws Exception {
    if (side == Side.AWAY) {
      Map<String, Long> ends = Sides.lastNumbers(sides.logs(Side.HOME));
      Awaitility.await("the copies to be complete")
          .atMost(LIMIT)
          .until(() -> Sides.lastNumbers(sides.logs(Side.AWAY)).equals(ends));
    }
    application.run(
        "the last session",
        side,
        Member.CLASSIC,
        new Application.End(Integer.MAX_VALUE, Map.of(), Optional.of(QUIET)));
  }

  /** What was seen when the last wait ended, for the message of a failure. */
  String lastSeen() {
    return watch.lastSeen();
  }

  /** What is wrong with what the application has read. */
  Ledger.Findings findings() {
    return ledger.judge(topics.written(), topics.twice());
  }

  String result() {
    Ledger.Findings findings = findings();
    return "switch result: seed=%d switches=%d events=%s committed=%d read=%d readAgainByOrder=%d copiedTwice=%d repeated=%d passed=%d"
        .formatted(
            settings.seed(),
            settings.switches(),
            happened,
            topics.written().values().stream().mapToLong(NavigableSet::size).sum(),
            findings.read(),
            findings.again(),
            findings.copiedTwice(),
            findings.repeated(),
            findings.passed());
  }
}
