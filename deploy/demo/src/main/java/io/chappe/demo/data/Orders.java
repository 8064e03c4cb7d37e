package io.chappe.demo.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes what a shop's systems would send: orders with their lines, payments, shipments. An order is
 * 0.4 to 8 KiB of JSON, most are under 1.5 KiB; payments and shipments are a few hundred bytes.
 */
final class Orders {
  static final String ORDERS = "orders";
  static final String PAYMENTS = "payments";
  static final String SHIPMENTS = "shipments";

  private static final int CUSTOMERS = 20_000;
  private static final int MOST_LINES = 40;
  private static final List<String> PRODUCTS =
      List.of(
          "Espresso beans, 1 kg",
          "Filter papers, 100",
          "Milk jug, steel",
          "Grinder, 40 mm burrs",
          "Descaler, 500 ml",
          "Cup and saucer, blue",
          "Scale, 0.1 g",
          "Kettle, gooseneck, 1 l");
  private static final List<String> CITIES =
      List.of("Lille", "Paris", "Dijon", "Lyon", "Turin", "Metz", "Brest", "Boulogne");
  private static final List<String> CARRIERS = List.of("post", "courier", "bicycle", "freight");

  private final String region;
  private final RandomGenerator random;
  private final ObjectMapper json = new ObjectMapper();
  private long orderNumber;

  /**
   * @param region alias of the cluster, part of ids
   * @param random the source of all variety
   */
  Orders(String region, RandomGenerator random) {
    this.region = region;
    this.random = random;
  }

  /** The next record: half of them are orders, three in ten payments, the rest shipments. */
  ProducerRecord<byte[], byte[]> next() {
    double share = random.nextDouble();
    if (share < 0.5) {
      orderNumber++;
      return record(ORDERS, customer(), order());
    }
    String order = orderId(Math.max(1, orderNumber - random.nextInt(50)));
    return share < 0.8
        ? record(PAYMENTS, order, payment(order))
        : record(SHIPMENTS, order, shipment(order));
  }

  private ObjectNode order() {
    ObjectNode order = json.createObjectNode();
    order.put("orderId", orderId(orderNumber));
    order.put("placedAt", Instant.now().toString());
    order.put("currency", "EUR");
    order.set("shipTo", address());
    ArrayNode lines = order.putArray("lines");
    int count = (int) Math.min(MOST_LINES, 1 + Math.exp(random.nextGaussian(0.9, 0.9)));
    long total = 0;
    for (int number = 1; number <= count; number++) {
      long price = 199 + random.nextInt(20_000);
      int quantity = 1 + random.nextInt(4);
      total += price * quantity;
      ObjectNode line = lines.addObject();
      line.put("line", number);
      line.put("sku", "SKU-" + (100_000 + random.nextInt(9_000)));
      line.put("description", pick(PRODUCTS));
      line.put("quantity", quantity);
      line.put("unitPriceCents", price);
      line.put("taxRate", "0.20");
      line.put("warehouse", pick(CITIES));
    }
    order.put("totalCents", total);
    return order;
  }

  private ObjectNode payment(String order) {
    ObjectNode payment = json.createObjectNode();
    payment.put("paymentId", uuid());
    payment.put("orderId", order);
    payment.put("method", random.nextInt(4) == 0 ? "transfer" : "card");
    payment.put("amountCents", 199 + random.nextInt(90_000));
    payment.put("currency", "EUR");
    payment.put("status", random.nextInt(50) == 0 ? "DECLINED" : "CAPTURED");
    payment.put("at", Instant.now().toString());
    return payment;
  }

  private ObjectNode shipment(String order) {
    ObjectNode shipment = json.createObjectNode();
    shipment.put("shipmentId", uuid());
    shipment.put("orderId", order);
    shipment.put("carrier", pick(CARRIERS));
    shipment.set("shipTo", address());
    shipment.put("weightGrams", 120 + random.nextInt(15_000));
    ArrayNode parcels = shipment.putArray("parcels");
    int count = 1 + random.nextInt(3);
    for (int parcel = 0; parcel < count; parcel++) {
      parcels.add("PX" + (1_000_000_000L + random.nextInt(900_000_000)));
    }
    return shipment;
  }

  private ObjectNode address() {
    ObjectNode address = json.createObjectNode();
    address.put("street", 1 + random.nextInt(200) + " rue du Télégraphe");
    address.put("postcode", Integer.toString(10_000 + random.nextInt(85_000)));
    address.put("city", pick(CITIES));
    address.put("country", "FR");
    return address;
  }

  private ProducerRecord<byte[], byte[]> record(String topic, String key, ObjectNode value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, Bytes.utf8(key), Bytes.utf8(value.toString()));
    record.headers().add("content-type", Bytes.utf8("application/json"));
    record.headers().add("trace-id", Bytes.utf8(traceId()));
    record.headers().add("origin", Bytes.utf8(region));
    return record;
  }

  /** A few customers order often, most seldom. */
  private String customer() {
    double often = random.nextDouble();
    return "customer-" + (int) (CUSTOMERS * often * often * often);
  }

  private String orderId(long number) {
    return region + "-" + number;
  }

  private String traceId() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
