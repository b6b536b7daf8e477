package io.serai.dev;

/** Messages that go with Coze's error codes. */
final class ErrorText {

  private ErrorText() {}

  static String of(long code) {
    return switch ((int) code) {
      case 4000 -> "Request parameter error";
      case 4001 -> "The chat_id is invalid.";
      case 4002 -> "The conversation_id is invalid.";
      case 4008 -> "You have exceeded the daily limit for sending messages to the bot.";
      case 4009 -> "The number of requests has reached the system limit, please try again later.";
      case 4010 -> "The prompt tokens exceed the limit of the model.";
      case 4011 -> "Coze token balance is insufficient.";
      case 4013 -> "The model service failed, please try again later.";
      case 4014 -> "The question cannot be answered. Please modify and try again.";
      case 4015 -> "The bot has not been published to the API channel.";
      case 4016 -> "The conversation already has a chat in progress.";
      case 4020 -> "The RPM of the model exceeds its peak, please try again later.";
      case 4100 -> "authentication is invalid";
      case 4101 -> "You do not have permission to access the resource.";
      case 4104 -> "The chat cannot be cancelled in its present state.";
      case 4200 -> "Requested resource does not exist. Please check the ID and try again.";
      case 5000 -> "Internal error, please try again later.";
      case 700012006 -> "access token invalid";
      default -> "request failed with code " + code;
    };
  }
}
