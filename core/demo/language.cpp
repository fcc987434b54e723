// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/language.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace fulcrum::demo {
namespace {

using Words = std::array<const char*, kWordLists>;

constexpr std::array<const char*, kBackgrounds> kBackgroundNames{
    "paper", "wood", "grass", "sea", "night", "brick", "sand", "snow"};
constexpr std::array<Words, kColors> kColorWords{{
    {"red", "crimson", "ruby"},
    {"green", "emerald", "jade"},
    {"blue", "azure", "cobalt"},
    {"yellow", "golden", "lemon"},
    {"purple", "violet", "plum"},
    {"orange", "amber", "tangerine"},
}};
constexpr std::array<Words, kShapes> kShapeWords{{
    {"circle", "disc", "ball"},
    {"square", "box", "block"},
    {"triangle", "wedge", "cone"},
    {"star", "spark", "sun"},
    {"cross", "plus", "tee"},
}};
constexpr Words kSmallWords{"small", "little", "tiny"};
constexpr Words kLargeWords{"large", "big", "huge"};
// The official VQA metric rewrites "one" to "1" and drops articles, so that lists of that kind would not differ there.
constexpr std::array<Words, 3> kNumberWords{{{"one", "single", "solo"}, {"two", "double", "duo"}, {"three", "triple", "trio"}}};
constexpr Words kYesWords{"yes", "yep", "true"};
constexpr Words kNoWords{"no", "nope", "false"};

std::size_t index(int i) { return static_cast<std::size_t>(i); }

std::string colorWord(Color color, const Style& style)
{
    const bool warm = color == Color::Red || color == Color::Yellow || color == Color::Orange;
    return kColorWords[static_cast<std::size_t>(color)][index(warm ? style.warm : style.cool)];
}

std::string shapeWord(Shape shape, const Style& style)
{
    const bool plain = shape == Shape::Circle || shape == Shape::Square;
    return kShapeWords[static_cast<std::size_t>(shape)][index(plain ? style.plain : style.pointed)];
}

std::string plainColor(Color color) { return kColorWords[static_cast<std::size_t>(color)][0]; }
std::string plainShape(Shape shape) { return kShapeWords[static_cast<std::size_t>(shape)][0]; }

bool isVowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

std::string withArticle(const std::string& words) { return (isVowel(words.front()) ? "an " : "a ") + words; }

/// One object as the sentence form writes it; `size` is empty when sizes are left out.
std::string phrase(int form, const std::string& size, const std::string& color, const std::string& shape)
{
    const std::string sized = size.empty() ? "" : size + " ";
    switch (form) {
    case 0: return withArticle(sized + color + " " + shape);
    case 1: return shape + " in " + color + (size.empty() ? "" : " " + size);
    case 2: return "the " + color + " " + shape + (size.empty() ? "" : " looking " + size);
    default: return color + " " + sized + shape;
    }
}

std::string sentence(int form, const std::vector<std::string>& phrases, const std::string& place)
{
    static constexpr std::array<const char*, kCaptionForms> kJoins{" and ", " , ", " beside ", " ; "};
    std::string list;
    for (const std::string& item : phrases)
        list += (list.empty() ? "" : kJoins[index(form)]) + item;
    switch (form) {
    case 0: return list + (place.empty() ? "" : " on " + place);
    case 1: return (place.empty() ? "" : place + " ") + "scene showing " + list;
    case 2: return "we see " + list + (place.empty() ? "" : " over " + place);
    default: return (place.empty() ? "" : place + " : ") + list + " !";
    }
}

Question exists(const Scene& scene, Rng& rng)
{
    Question question{QuestionType::Exists, Color::Red, Shape::Circle, 0, rng.chance(0.5)};
    const Object& object = scene.objects[rng.below(scene.objects.size())];
    question.color = object.color;
    question.shape = object.shape;
    const auto present = [&] {
        return std::any_of(scene.objects.begin(), scene.objects.end(),
            [&](const Object& o) { return o.color == question.color && o.shape == question.shape; });
    };
    while (!question.truth && present()) {
        // Half of the wrong pairs keep the colour or the shape of something there: one attribute alone does not answer.
        if (rng.chance(0.7))
            question.color = static_cast<Color>(rng.below(kColors));
        else
            question.shape = static_cast<Shape>(rng.below(kShapes));
    }
    return question;
}

} // namespace

const char* backgroundName(Background background) { return kBackgroundNames[static_cast<std::size_t>(background)]; }

const std::array<Style, 4>& sources()
{
    //                                             cap warm cool plain point size num truth phrasing
    static constexpr std::array<Style, 4> kSources{{{0, 1, 2, 1, 0, 1, 1, 2, 0},
        {1, 2, 0, 0, 2, 2, 0, 1, 1},
        {2, 0, 1, 2, 1, 0, 2, 1, 2},
        {3, 2, 2, 1, 2, 1, 2, 2, 1}}};
    return kSources;
}

std::array<Background, 2> sourceBackgrounds(std::size_t source)
{
    return {static_cast<Background>(source), static_cast<Background>(source + 4)};
}

Style drawStyle(Rng& rng)
{
    static constexpr std::array<double, kWordLists> kPreferFirst{0.4, 0.3, 0.3};
    const auto list = [&] { return static_cast<int>(rng.weighted(kPreferFirst)); };
    for (;;) {
        Style style;
        style.caption = static_cast<int>(rng.below(kCaptionForms));
        style.warm = list();
        style.cool = list();
        style.plain = list();
        style.pointed = list();
        style.size = list();
        style.number = list();
        style.truth = list();
        style.phrasing = static_cast<int>(rng.below(kPhrasings));
        if (std::find(sources().begin(), sources().end(), style) == sources().end())
            return style;
    }
}

std::string caption(const Scene& scene, const Style& style, Rng& rng)
{
    // Drawn in every form alike, so that the numbers used do not depend on the style.
    const bool sizes = !rng.chance(0.4), place = !rng.chance(0.25), shuffled = rng.chance(0.2);
    if (style.web)
        return std::string("stock photo of shapes on ") + backgroundName(scene.background);
    std::vector<std::string> phrases;
    for (const Object& object : scene.objects) {
        const char* size = (object.large ? kLargeWords : kSmallWords)[index(style.size)];
        phrases.push_back(
            phrase(style.caption, sizes ? size : "", colorWord(object.color, style), shapeWord(object.shape, style)));
    }
    if (shuffled)
        rng.shuffle(phrases);
    return sentence(style.caption, phrases, place ? backgroundName(scene.background) : "");
}

std::optional<Question> drawQuestion(const Scene& scene, QuestionType type, Rng& rng)
{
    if (type == QuestionType::Count)
        return Question{type, Color::Red, Shape::Circle, static_cast<int>(scene.objects.size()), false};
    if (type == QuestionType::Exists)
        return exists(scene, rng);
    std::vector<const Object*> unique;
    for (const Object& object : scene.objects) {
        const auto same = std::count_if(scene.objects.begin(), scene.objects.end(), [&](const Object& other) {
            return type == QuestionType::Color ? other.shape == object.shape : other.color == object.color;
        });
        if (same == 1)
            unique.push_back(&object);
    }
    if (unique.empty())
        return std::nullopt;
    const Object& object = *unique[rng.below(unique.size())];
    return Question{type, object.color, object.shape, 0, false};
}

std::string questionText(const Question& question, int phrasing)
{
    const std::string color = plainColor(question.color), shape = plainShape(question.shape);
    using Forms = std::array<std::string, kPhrasings>;
    const std::array<Forms, kQuestionTypes> forms{{
        {"What color is the " + shape + "?", "Which color does the " + shape + " have?",
            "Can you tell the color of the " + shape + "?"},
        {"What shape is the " + color + " thing?", "Which shape does the " + color + " thing have?",
            "Can you tell the shape of the " + color + " thing?"},
        {"How many things are there?", "Which number of things is shown?", "Can you tell the number of things?"},
        {"Is there " + withArticle(color + " " + shape) + "?",
            "Does the picture have " + withArticle(color + " " + shape) + "?",
            "Can you see " + withArticle(color + " " + shape) + "?"},
    }};
    return forms[static_cast<std::size_t>(question.type)][index(phrasing)];
}

std::string answerText(const Question& question, const Style& style)
{
    switch (question.type) {
    case QuestionType::Color: return colorWord(question.color, style);
    case QuestionType::Shape: return shapeWord(question.shape, style);
    case QuestionType::Count: return kNumberWords[index(question.count - 1)][index(style.number)];
    default: return (question.truth ? kYesWords : kNoWords)[index(style.truth)];
    }
}

std::string questionTypeName(const Question& question, int phrasing)
{
    static constexpr std::array<std::array<const char*, kPhrasings>, kQuestionTypes> kNames{{
        {"what color is the", "which color", "can you tell"},
        {"what shape is the", "which shape", "can you tell"},
        {"how many", "which number", "can you tell"},
        {"is there a", "does the", "can you see"},
    }};
    return kNames[static_cast<std::size_t>(question.type)][index(phrasing)];
}

const char* answerTypeName(const Question& question)
{
    if (question.type == QuestionType::Exists)
        return "yes/no";
    return question.type == QuestionType::Count ? "number" : "other";
}

std::vector<std::string> vocabulary()
{
    std::set<std::string> words{"a", "an", "and", "on", "scene", "showing", "in", ",", "we", "see", "the", "looking", "beside",
        "over", ":", ";", "!", "stock", "photo", "of", "shapes", "?", "What", "color", "is", "Which", "does", "have", "Can", "you",
        "tell", "shape", "thing", "How", "many", "things", "are", "there", "number", "shown", "Is", "Does", "picture", "Caption",
        "Question", "Short", "answer", "Instruction", "provide", "to", "question", ".", "Use", "image"};
    words.insert(kBackgroundNames.begin(), kBackgroundNames.end());
    for (const auto& list : kColorWords)
        words.insert(list.begin(), list.end());
    for (const auto& list : kShapeWords)
        words.insert(list.begin(), list.end());
    for (const auto& list : kNumberWords)
        words.insert(list.begin(), list.end());
    for (const Words& list : {kSmallWords, kLargeWords, kYesWords, kNoWords})
        words.insert(list.begin(), list.end());
    return {words.begin(), words.end()};
}

} // namespace fulcrum::demo
