package io.chappe.checkpoint.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what was asked, and tells all that is wrong with it at once. */
final class Parameters {
  private static final int MOST = 10_000;

  private final List<Problem.Error> errors = new ArrayList<>();

  /** The flow of that name. */
  FlowQuery flow(String name, Collection<FlowQuery> flows) {
    String known =
        flows.stream()
            .map(each -> each.flow().toString())
            .sorted()
            .collect(Collectors.joining(", "));
    if (name == null || name.isBlank()) {
      throw ProblemException.badRequest("flow", name, "is missing.", "Name one of: " + known + ".");
    }
    return flows.stream()
        .filter(each -> each.flow().toString().equals(name.trim()))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "flow",
                    name,
                    "this instance has no flow of this name that is enabled.",
                    "Name one of: %s. In a URL write > as %%3E.".formatted(known)));
  }

  Direction direction(String word) {
    if (word == null) {
      return Direction.DOWNSTREAM;
    }
    return Arrays.stream(Direction.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "direction", word, "is no direction.", "Say downstream or upstream."));
  }

  /** One offset. */
  Place place(String topic, String partition, String offset) {
    Place place =
        new Place(
            topic("topic", topic),
            (int) number("partition", partition, Integer.MAX_VALUE),
            number("offset", offset, Long.MAX_VALUE));
    throwErrors();
    return place;
  }

  /** Many offsets. */
  List<Place> places(List<Question.Offset> offsets) {
    if (offsets == null || offsets.isEmpty() || offsets.size() > MOST) {
      throw ProblemException.badRequest(
          "offsets",
          offsets == null ? null : Integer.toString(offsets.size()),
          "must be a list of 1 to " + MOST + " elements.",
          "Split it.");
    }
    List<Place> places = new ArrayList<>();
    for (int index = 0; index < offsets.size(); index++) {
      Question.Offset each = offsets.get(index);
      String name = "offsets[" + index + "]";
      if (each == null) {
        errors.add(new Problem.Error(name, null, "is null.", "Leave it out."));
        continue;
      }
      places.add(
          new Place(
              topic(name + ".topic", each.topic()),
              (int) number(name + ".partition", text(each.partition()), Integer.MAX_VALUE),
              number(name + ".offset", text(each.offset()), Long.MAX_VALUE)));
    }
    throwErrors();
    return places;
  }

  /** What a group has committed. */
  Translations ofGroup(
      FlowQuery query,
      Direction direction,
      String group,
      String topic,
      String partition,
      String offset) {
    if (group.isBlank()) {
      errors.add(new Problem.Error("group", group, "is empty.", "Name a consumer group."));
    }
    if (offset != null) {
      errors.add(
          new Problem.Error(
              "offset", offset, "makes no sense beside group.", "Leave one of them out."));
    }
    if (partition != null && topic == null) {
      errors.add(
          new Problem.Error("topic", null, "is missing beside partition.", "Name the topic."));
    }
    if (direction == Direction.UPSTREAM) {
      errors.add(
          new Problem.Error(
              "direction",
              direction.word(),
              "a group can only be asked for downstream.",
              "Ask for its offsets, with topic, partition and offset."));
    }
    Optional<Integer> number =
        Optional.ofNullable(partition)
            .map(text -> (int) number("partition", text, Integer.MAX_VALUE));
    throwErrors();
    return query.group(group, Optional.ofNullable(topic), number);
  }

  private static String text(Number number) {
    return number == null ? null : number.toString();
  }

  private String topic(String parameter, String topic) {
    if (topic == null || topic.isBlank()) {
      errors.add(new Problem.Error(parameter, topic, "is missing.", "Name the topic."));
    }
    return topic;
  }

  private long number(String parameter, String text, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as for a number that is out of range.
    }
    errors.add(
        new Problem.Error(
            parameter,
            text,
            text == null ? "is missing." : "is no whole number from 0 to " + most + ".",
            "Give the number of the " + parameter.replaceFirst(".*\\.", "") + "."));
    return 0;
  }

  private void throwErrors() {
    if (!errors.isEmpty()) {
      throw ProblemException.badRequest(errors);
    }
  }
}
