// SPDX-License-Identifier: GPL-3.0-or-later
// How VQA answers are normalised before they are compared (PythonEvaluationTools/vqaEval.py of GT-Vision-Lab/VQA; the
// copy in Lever-LM has the same tables). The word tables are data of that protocol.
#include "core/metrics/vqa_accuracy.h"
#include "core/text/code_points.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace fulcrum::metrics {
namespace {

constexpr std::u32string_view kPunctuation = U";/[]\"{}()=+\\_-><@`,?!";
/// `re.UNICODE` was passed where sub() expects a count, so at most 32 dots go.
constexpr int kMostDots = 32;

using Words = std::unordered_map<std::string_view, std::string_view>;

const Words& numberWords()
{
    static const Words words = {{"none", "0"}, {"zero", "0"}, {"one", "1"}, {"two", "2"}, {"three", "3"},
        {"four", "4"}, {"five", "5"}, {"six", "6"}, {"seven", "7"}, {"eight", "8"}, {"nine", "9"}, {"ten", "10"}};
    return words;
}

/// Keys with capitals in the original table can never match lower-cased words and are left out.
const Words& contractions()
{
    static const Words words = {{"aint", "ain't"}, {"arent", "aren't"}, {"cant", "can't"}, {"couldve", "could've"},
        {"couldnt", "couldn't"}, {"couldn'tve", "couldn't've"}, {"couldnt've", "couldn't've"}, {"didnt", "didn't"},
        {"doesnt", "doesn't"}, {"dont", "don't"}, {"hadnt", "hadn't"}, {"hadnt've", "hadn't've"},
        {"hadn'tve", "hadn't've"}, {"hasnt", "hasn't"}, {"havent", "haven't"}, {"hed", "he'd"},
        {"hed've", "he'd've"}, {"he'dve", "he'd've"}, {"hes", "he's"}, {"howd", "how'd"}, {"howll", "how'll"},
        {"hows", "how's"}, {"isnt", "isn't"}, {"itd", "it'd"}, {"itd've", "it'd've"}, {"it'dve", "it'd've"},
        {"itll", "it'll"}, {"maam", "ma'am"}, {"mightnt", "mightn't"}, {"mightnt've", "mightn't've"},
        {"mightn'tve", "mightn't've"}, {"mightve", "might've"}, {"mustnt", "mustn't"}, {"mustve", "must've"},
        {"neednt", "needn't"}, {"notve", "not've"}, {"oclock", "o'clock"}, {"oughtnt", "oughtn't"},
        {"ow's'at", "'ow's'at"}, {"'ows'at", "'ow's'at"}, {"'ow'sat", "'ow's'at"}, {"shant", "shan't"},
        {"shed've", "she'd've"}, {"she'dve", "she'd've"}, {"shouldve", "should've"}, {"shouldnt", "shouldn't"},
        {"shouldnt've", "shouldn't've"}, {"shouldn'tve", "shouldn't've"}, {"somebody'd", "somebodyd"},
        {"somebodyd've", "somebody'd've"}, {"somebody'dve", "somebody'd've"}, {"somebodyll", "somebody'll"},
        {"somebodys", "somebody's"}, {"someoned", "someone'd"}, {"someoned've", "someone'd've"},
        {"someone'dve", "someone'd've"}, {"someonell", "someone'll"}, {"someones", "someone's"},
        {"somethingd", "something'd"}, {"somethingd've", "something'd've"}, {"something'dve", "something'd've"},
        {"somethingll", "something'll"}, {"thats", "that's"}, {"thered", "there'd"}, {"thered've", "there'd've"},
        {"there'dve", "there'd've"}, {"therere", "there're"}, {"theres", "there's"}, {"theyd", "they'd"},
        {"theyd've", "they'd've"}, {"they'dve", "they'd've"}, {"theyll", "they'll"}, {"theyre", "they're"},
        {"theyve", "they've"}, {"twas", "'twas"}, {"wasnt", "wasn't"}, {"wed've", "we'd've"}, {"we'dve", "we'd've"},
        {"weve", "we've"}, {"werent", "weren't"}, {"whatll", "what'll"}, {"whatre", "what're"}, {"whats", "what's"},
        {"whatve", "what've"}, {"whens", "when's"}, {"whered", "where'd"}, {"wheres", "where's"},
        {"whereve", "where've"}, {"whod", "who'd"}, {"whod've", "who'd've"}, {"who'dve", "who'd've"},
        {"wholl", "who'll"}, {"whos", "who's"}, {"whove", "who've"}, {"whyll", "why'll"}, {"whyre", "why're"},
        {"whys", "why's"}, {"wont", "won't"}, {"wouldve", "would've"}, {"wouldnt", "wouldn't"},
        {"wouldnt've", "wouldn't've"}, {"wouldn'tve", "wouldn't've"}, {"yall", "y'all"}, {"yall'll", "y'all'll"},
        {"y'allll", "y'all'll"}, {"yall'd've", "y'all'd've"}, {"y'alld've", "y'all'd've"},
        {"y'all'dve", "y'all'd've"}, {"youd", "you'd"}, {"youd've", "you'd've"}, {"you'dve", "you'd've"},
        {"youll", "you'll"}, {"youre", "you're"}, {"youve", "you've"}};
    return words;
}

/// The official code runs on Python 2, where `\d` is ASCII; Lever-LM on Python 3, where it is any decimal digit.
bool isDigit(char32_t c, VqaParity parity)
{
    return parity == VqaParity::Official ? c >= U'0' && c <= U'9' : text::isDecimalDigit(c);
}

bool hasDigitCommaDigit(std::u32string_view in, VqaParity parity)
{
    for (std::size_t i = 1; i + 1 < in.size(); ++i)
        if (in[i] == U',' && isDigit(in[i - 1], parity) && isDigit(in[i + 1], parity))
            return true;
    return false;
}

bool standsBesideSpace(std::u32string_view in, char32_t mark)
{
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i] != mark)
            continue;
        if ((i > 0 && in[i - 1] == U' ') || (i + 1 < in.size() && in[i + 1] == U' '))
            return true;
    }
    return false;
}

std::u32string stripPunctuation(std::u32string_view in, VqaParity parity)
{
    std::array<bool, kPunctuation.size()> remove = {};
    const bool removeAll = hasDigitCommaDigit(in, parity);
    for (std::size_t p = 0; p < kPunctuation.size(); ++p)
        remove[p] = removeAll || standsBesideSpace(in, kPunctuation[p]);
    std::u32string spaced;
    spaced.reserve(in.size());
    for (const char32_t c : in) {
        const std::size_t p = kPunctuation.find(c);
        if (p == std::u32string_view::npos)
            spaced.push_back(c);
        else if (!remove[p])
            spaced.push_back(U' ');
    }
    std::u32string out;
    out.reserve(spaced.size());
    int dots = 0;
    for (std::size_t i = 0; i < spaced.size(); ++i) {
        const bool beforeDigit = i + 1 < spaced.size() && isDigit(spaced[i + 1], parity);
        if (spaced[i] == U'.' && !beforeDigit && dots < kMostDots)
            ++dots;
        else
            out.push_back(spaced[i]);
    }
    return out;
}

std::string normalizeWords(std::u32string_view in, VqaParity parity)
{
    const auto lowering = parity == VqaParity::Official ? text::Lowering::Simple : text::Lowering::Full;
    const std::u32string lower = text::toLower(in, lowering);
    std::string out;
    for (std::size_t i = 0; i < lower.size();) {
        if (text::isPythonSpace(lower[i])) {
            ++i;
            continue;
        }
        std::string word;
        for (; i < lower.size() && !text::isPythonSpace(lower[i]); ++i)
            text::appendUtf8(word, lower[i]);
        std::string_view mapped = word;
        if (const auto number = numberWords().find(mapped); number != numberWords().end())
            mapped = number->second;
        if (mapped == "a" || mapped == "an" || mapped == "the")
            continue;
        if (const auto full = contractions().find(mapped); full != contractions().end())
            mapped = full->second;
        if (!out.empty())
            out += ' ';
        out += mapped;
    }
    return out;
}

} // namespace

std::string stripVqaPunctuation(std::string_view text, VqaParity parity)
{
    return text::toUtf8(stripPunctuation(text::toCodePoints(text), parity));
}

std::string normalizeVqaWords(std::string_view text, VqaParity parity)
{
    return normalizeWords(text::toCodePoints(text), parity);
}

std::string trimVqaAnswer(std::string_view text)
{
    std::string out = text::toValidUtf8(text);
    std::replace(out.begin(), out.end(), '\n', ' ');
    std::replace(out.begin(), out.end(), '\t', ' ');
    return std::string(text::strippedLikePython(out));
}

std::string processVqaAnswer(std::string_view text, VqaParity parity)
{
    return normalizeWords(stripPunctuation(text::toCodePoints(trimVqaAnswer(text)), parity), parity);
}

std::string postprocessVqaGeneration(std::string_view text, bool deleteNewlines)
{
    std::size_t end = text.size();
    for (const std::string_view marker : {"Question", "Answer", "Short"})
        end = std::min(end, text.find(marker));
    text = text.substr(0, end);
    text = text.substr(0, std::min(text.size(), text.find(", ")));
    std::string out(text);
    if (deleteNewlines)
        std::erase(out, '\n');
    return out;
}

} // namespace fulcrum::metrics
