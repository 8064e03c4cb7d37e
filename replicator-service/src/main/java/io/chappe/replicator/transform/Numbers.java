package io.chappe.replicator.transform;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a transformation gets numbers that are neither a double nor a 64-bit integer. Kafka Connect's
 * JSON converter makes them such, so its transformations know nothing else. Here they keep all
 * their digits as long as they are only moved, and become what Connect makes of them where a
 * transformation works on one.
 */
sealed interface Numbers {
  /** The transformation moves them, whatever they are. */
  Numbers MOVED = new Moved();

  /** What the transformation gets. The same object if nothing has to change. */
  Object before(Object value);

  /** What comes of what it made. */
  Object after(Object value);

  /** Only moved. */
  record Moved() implements Numbers {
    @Override
    public Object before(Object value) {
      return value;
    }

    @Override
    public Object after(Object value) {
      return value;
    }
  }

  /**
   * Only moved, by a transformation that looks at the types of fields in maps. It leaves lists
   * alone, so there they go as a list.
   */
  record Carried() implements Numbers {
    @Override
    public Object before(Object value) {
      return inMap(value, Carried::carried);
    }

    private static Object carried(Object value) {
      return isExact(value) ? new Carrier(value) : inMap(value, Carried::carried);
    }

    @Override
    public Object after(Object value) {
      return inMap(value, each -> each instanceof Carrier carrier ? carrier.number : each);
    }
  }

  /**
   * Worked on.
   *
   * @param fields the fields that it works on; none if that is the whole value
   */
  record WorkedOn(Set<String> fields) implements Numbers {
    @Override
    public Object before(Object value) {
      if (fields.isEmpty()) {
        return asConnectHasIt(value);
      }
      if (!(value instanceof Map<?, ?> map)
          || fields.stream().noneMatch(field -> isExact(map.get(field)))) {
        return value;
      }
      Map<Object, Object> changed = new LinkedHashMap<>(map);
      changed.replaceAll((key, each) -> fields.contains(key) ? asConnectHasIt(each) : each);
      return changed;
    }

    @Override
    public Object after(Object value) {
      return value;
    }
  }

  /** A list, for who looks at types. */
  final class Carrier extends AbstractList<Object> {
    private final Object number;

    private Carrier(Object number) {
      this.number = number;
    }

    @Override
    public Object get(int index) {
      return number;
    }

    @Override
    public int size() {
      return 1;
    }
  }

  private static boolean isExact(Object value) {
    return value instanceof BigInteger || value instanceof BigDecimal;
  }

  private static Object asConnectHasIt(Object value) {
    return switch (value) {
      case BigInteger number -> number.longValue();
      case BigDecimal number -> number.doubleValue();
      case null, default -> value;
    };
  }

  /** The map with its values changed; itself if none does, or if it is no map. */
  private static Object inMap(Object value, UnaryOperator<Object> change) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<Object, Object> changed = new LinkedHashMap<>(map);
    changed.replaceAll((key, each) -> change.apply(each));
    boolean same =
        map.entrySet().stream().allMatch(each -> changed.get(each.getKey()) == each.getValue());
    return same ? value : changed;
  }
}
