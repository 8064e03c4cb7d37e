package io.chappe.logging;

import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.logging.json.runtime.JsonProvider;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Makes the {@link LogFields} of each line fields of its JSON. Not called while logs are text. */
@Singleton
public class JsonLogFields implements JsonProvider {
  private final ExtFormatter text = new PatternFormatter("%s");

  @Override
  public void writeTo(JsonFormatter.JsonLogGenerator generator, ExtLogRecord line)
      throws Exception {
    for (Map.Entry<String, String> field : LogFields.of(text.formatMessage(line)).entrySet()) {
      generator.add(field.getKey(), field.getValue());
    }
  }
}
