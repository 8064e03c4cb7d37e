package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Offsets that people keep themselves, translated over HTTP. */
@ExtendWith(LandscapeExtension.class)
class TranslateIT {
  private static final int RECORDS = 100;

  @Test
  void answersForOneOffsetForManyAndForBothDirections(Landscape landscape) {
    String topic = copiedTopic(landscape);
    String one = "/translate?flow=us-%3Eeu&partition=0&topic=";

    String downstream = ok(ask(landscape, one + topic + "&offset=40"));
    // The first takeover has left its marker at offset 0.
    assertThat(downstream)
        .contains("\"topic\":\"us." + topic + "\"", "\"offset\":41", "\"exact\":true")
        .contains("\"sourceChecked\":true")
        .doesNotContain("reason");
    assertThat(ok(ask(landscape, one + "us." + topic + "&offset=41&direction=upstream")))
        .contains("\"topic\":\"" + topic + "\"", "\"offset\":40", "\"exact\":true");
    assertThat(ok(ask(landscape, one + topic + "&offset=500")))
        .contains("\"offset\":101", "\"exact\":false", "\"reason\":\"ahead-of-copy\"");

    String element = "{\"topic\":\"%s\",\"partition\":0,\"offset\":%d}";
    String many =
        "{\"flow\":\"us->eu\",\"offsets\":[%s,%s]}"
            .formatted(element.formatted(topic, 7), element.formatted(topic, 9));
    assertThat(ok(post(landscape, many))).contains("\"offset\":8,", "\"offset\":10,");
  }

  @Test
  void saysWhatIsWrongWithWhichValueAndWhatToDo(Landscape landscape) {
    String topic = copiedTopic(landscape);

    HttpResponse<String> noFlow =
        ask(landscape, "/translate?flow=us-eu&topic=" + topic + "&partition=0&offset=1");
    assertProblem(noFlow, 404);
    assertThat(noFlow.body()).contains("us-eu", "us->eu", "%3E");
    HttpResponse<String> noTopic =
        ask(landscape, "/translate?flow=us-%3Eeu&topic=nowhere&partition=0&offset=1");
    assertProblem(noTopic, 404);
    assertThat(noTopic.body())
        .contains("\"parameter\":\"topic\"", "\"value\":\"nowhere\"", "remedy");
    HttpResponse<String> noNumbers =
        ask(landscape, "/translate?flow=us-%3Eeu&topic=" + topic + "&partition=x&offset=-1");
    assertProblem(noNumbers, 400);
    assertThat(noNumbers.body())
        .contains("\"parameter\":\"partition\"", "\"value\":\"x\"")
        .contains("\"parameter\":\"offset\"", "\"value\":\"-1\"");
    assertProblem(ask(landscape, "/translate"), 400);
    assertProblem(post(landscape, "{\"flow\":"), 400);
    assertProblem(post(landscape, "{\"flow\":\"us->eu\"}"), 400);
    assertProblem(
        post(landscape, "{\"flow\":\"us->eu\",\"offsets\":[{\"topic\":\"t\"},null]}"), 400);
    assertProblem(ask(landscape, "/translate?flow=us-%3Eeu&group=nobody"), 404);
  }

  @Test
  void isDescribed(Landscape landscape) {
    assertThat(ok(ask(landscape, "/q/openapi")))
        .contains("/translate:", "operationId: translateMany", "ahead-of-copy");
  }

  private static String copiedTopic(Landscape landscape) {
    String topic = SharedClusters.uniqueName("kept");
    landscape.us().createTopic(topic, 1);
    Records.produce(landscape.us(), topic, CompressionType.ZSTD, RECORDS);
    TopicView copy = new TopicView(landscape.eu(), "us." + topic);
    Awaitility.await("the copy of " + topic)
        .atMost(LIMIT)
        .until(
            () ->
                copy.exists() && Records.readAll(landscape.eu(), "us." + topic).size() == RECORDS);
    return topic;
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.body()).contains("\"status\":" + status, "\"detail\":");
  }

  private static String ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static HttpResponse<String> ask(Landscape landscape, String path) {
    return landscape.service(Service.CHECKPOINT).ask(path, Optional.empty());
  }

  private static HttpResponse<String> post(Landscape landscape, String body) {
    return landscape.service(Service.CHECKPOINT).ask("/translate", Optional.of(body));
  }
}
