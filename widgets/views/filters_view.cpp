// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/filters_view.h"

#include "widgets/bridge/filter_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/facet_row.h"
#include "widgets/views/word_histogram.h"

#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

using data::Condition;
using data::Field;
using data::NumberTest;

constexpr qsizetype kFewRows = 8;

bool sameQuestion(const Condition& a, const Condition& b)
{
    Condition plain = a;
    plain.negated = b.negated;
    plain.disabled = b.disabled;
    return plain == b;
}

/// A group to which another value of this field can be added as an alternative.
bool isChoiceOf(const data::FilterGroup& group, Field field)
{
    return !group.empty() && std::all_of(group.begin(), group.end(), [field](const Condition& one) {
        return one.field == field && !one.negated && !one.disabled && !one.pattern;
    });
}

bool isWordRange(const data::FilterGroup& group)
{
    return group.size() == 1 && group[0].field == Field::WordCount && !group[0].negated && !group[0].disabled;
}

/// Nothing to choose: no value at all, or every image is there.
bool isIdle(const store::Facet& facet) { return facet.values.empty() || (facet.field == Field::Missing && facet.values.size() < 2); }

void eraseEmpty(data::Filter& filter) { std::erase_if(filter.groups, [](const auto& group) { return group.empty(); }); }

} // namespace

FiltersView::FiltersView(bridge::SampleBrowser* browser, QWidget* parent)
    : QWidget(parent), m_browser(browser), m_scroll(new QScrollArea), m_column(new QVBoxLayout), m_message(new MessageCard),
      m_words(new WordHistogram), m_wordSection(new QWidget)
{
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setLayout(m_column);
    m_column->setContentsMargins(10, 12, 10, 12);
    m_column->setSpacing(14);
    auto* words = new QVBoxLayout(m_wordSection);
    words->setContentsMargins(0, 0, 0, 0);
    words->setSpacing(4);
    auto* title = theme::label(bridge::fieldTitle(Field::WordCount), theme::Text::Heading);
    title->setContentsMargins(6, 0, 0, 0);
    words->addWidget(title);
    words->addWidget(m_words);
    m_column->addWidget(m_wordSection);
    m_column->addStretch();
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    paintAsPage(this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_scroll);
    whole->addWidget(m_message);
    setMinimumWidth(240);
    connect(m_words, &WordHistogram::rangeChosen, this, &FiltersView::setWordRange);
    connect(browser, &bridge::SampleBrowser::facetsChanged, this, &FiltersView::fill);
    connect(browser, &bridge::SampleBrowser::filterChanged, this, &FiltersView::fill); // check marks follow at once
    fill();
}

QVector<FacetRow*> FiltersView::rows() const
{
    QVector<FacetRow*> all;
    for (const Section& section : m_sections)
        all += section.rows;
    return all;
}

void FiltersView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_browser->readFacets(this, true);
}

void FiltersView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_browser->readFacets(this, false);
}

/// Sections are made again only when other fields have values; else their rows take the new numbers.
void FiltersView::fill()
{
    const std::vector<store::Facet>& facets = m_browser->facets();
    std::vector<Field> fields, shown;
    for (const store::Facet& facet : facets)
        if (facet.field != Field::WordCount && !isIdle(facet))
            fields.push_back(facet.field);
    for (const Section& section : m_sections)
        shown.push_back(section.field);
    if (fields != shown)
        rebuild();
    std::size_t next = 0;
    bool words = false;
    for (const store::Facet& facet : facets) {
        if (isIdle(facet))
            continue;
        if (facet.field != Field::WordCount) {
            updateSection(m_sections[next++], facet);
            continue;
        }
        words = facet.values.size() > 1;
        QVector<std::int64_t> counts;
        int first = 0;
        for (const store::FacetValue& value : facet.values) {
            const int number = static_cast<int>(value.condition.number.low);
            if (counts.isEmpty())
                first = number;
            counts.resize(std::clamp(number - first + 1, 1, 256));
            counts.back() = value.count;
        }
        m_words->setCounts(first, counts);
    }
    m_wordSection->setVisible(words);
    m_words->clearRange();
    for (const data::FilterGroup& group : m_browser->filter().groups)
        if (isWordRange(group)) {
            const NumberTest& test = group[0].number;
            const int number = static_cast<int>(test.low);
            using Op = NumberTest::Op;
            m_words->setRange(test.op == Op::Less || test.op == Op::LessEqual ? m_words->first() : number + (test.op == Op::Greater),
                test.op == Op::Between       ? static_cast<int>(test.high)
                    : test.op == Op::Equal     ? number
                    : test.op == Op::LessEqual ? number
                    : test.op == Op::Less      ? number - 1
                                               : m_words->last());
        }
    const bool something = words || !m_sections.empty();
    m_scroll->setVisible(something);
    m_message->setVisible(!something);
    if (something)
        return;
    if (!m_browser->dataset())
        m_message->show(QStringLiteral("filter"), tr("Nothing to filter"), tr("Open a project that has samples."));
    else
        m_message->show(QStringLiteral("filter"), facets.empty() ? tr("Counting…") : tr("No sample is left"),
            facets.empty() ? QString() : tr("The chips above the samples take filters away again."));
}

void FiltersView::rebuild()
{
    for (const Section& section : std::exchange(m_sections, {})) {
        section.widget->hide();
        section.widget->deleteLater();
    }
    int place = 1; // behind the numbers of words
    for (const store::Facet& facet : m_browser->facets()) {
        if (facet.field == Field::WordCount || isIdle(facet))
            continue;
        m_sections.push_back(makeSection(facet.field));
        m_column->insertWidget(place++, m_sections.back().widget);
    }
}

FiltersView::Section FiltersView::makeSection(Field field)
{
    Section section;
    section.field = field;
    section.widget = new QWidget;
    auto* column = new QVBoxLayout(section.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* title = theme::label(bridge::fieldTitle(field), theme::Text::Heading);
    title->setContentsMargins(6, 0, 0, 4);
    title->setToolTip(bridge::fieldHelp(field));
    column->addWidget(title);
    section.more = new QToolButton;
    section.more->setAutoRaise(true);
    section.more->setMinimumHeight(26);
    connect(section.more, &QToolButton::clicked, this, [this, field] {
        for (Section& one : m_sections)
            if (one.field == field) {
                one.whole = !one.whole;
                showRows(one);
            }
    });
    column->addWidget(section.more);
    section.others = theme::label({}, theme::Text::Small);
    section.others->setContentsMargins(6, 4, 0, 0);
    column->addWidget(section.others);
    return section;
}

/// The first values, and those that the filter asks for.
void FiltersView::showRows(Section& section)
{
    for (qsizetype i = 0; i < section.rows.size(); ++i)
        section.rows[i]->setVisible(section.whole || i < kFewRows || section.rows[i]->isChecked());
    section.more->setVisible(section.rows.size() > kFewRows);
    section.more->setText(section.whole ? tr("Show fewer") : tr("Show all %1").arg(section.rows.size()));
}

void FiltersView::updateSection(Section& section, const store::Facet& facet)
{
    auto* column = static_cast<QVBoxLayout*>(section.widget->layout());
    while (section.rows.size() < static_cast<qsizetype>(facet.values.size())) {
        auto* row = new FacetRow;
        connect(row, &FacetRow::toggleWanted, this, [this, row](bool opposite) { toggle(row->condition(), opposite); });
        column->insertWidget(1 + static_cast<int>(section.rows.size()), row);
        section.rows.append(row);
    }
    while (section.rows.size() > static_cast<qsizetype>(facet.values.size()))
        section.rows.takeLast()->deleteLater();
    std::int64_t most = 0;
    for (const store::FacetValue& value : facet.values)
        most = std::max(most, value.count);
    for (qsizetype i = 0; i < section.rows.size(); ++i) {
        const store::FacetValue& value = facet.values[static_cast<std::size_t>(i)];
        bool opposite = false;
        const bool asked = holds(value.condition, &opposite);
        section.rows[i]->show(value, most, asked && !opposite, asked && opposite);
    }
    showRows(section);
    section.others->setText(tr("%1 samples have other values").arg(bridge::count(facet.others)));
    section.others->setVisible(facet.others > 0);
}

bool FiltersView::holds(const Condition& condition, bool* opposite) const
{
    for (const data::FilterGroup& group : m_browser->filter().groups)
        for (const Condition& one : group)
            if (!one.disabled && sameQuestion(one, condition)) {
                *opposite = one.negated != condition.negated;
                return true;
            }
    return false;
}

void FiltersView::toggle(const Condition& condition, bool opposite)
{
    data::Filter filter = m_browser->filter();
    bool wasOpposite = false;
    const bool asked = holds(condition, &wasOpposite);
    for (data::FilterGroup& group : filter.groups)
        std::erase_if(group, [&](const Condition& one) { return sameQuestion(one, condition); });
    eraseEmpty(filter);
    if (!asked || wasOpposite != opposite) {
        Condition wanted = condition;
        wanted.negated = opposite != condition.negated;
        const auto choice = std::find_if(filter.groups.begin(), filter.groups.end(),
            [&](const data::FilterGroup& group) { return isChoiceOf(group, condition.field); });
        if (!wanted.negated && choice != filter.groups.end())
            choice->push_back(wanted);
        else
            filter.groups.push_back({wanted});
    }
    m_browser->setFilter(filter);
}

void FiltersView::setWordRange(int low, int high)
{
    data::Filter filter = m_browser->filter();
    std::erase_if(filter.groups, isWordRange);
    if (!m_words->isWhole()) {
        Condition range;
        range.field = Field::WordCount;
        const bool open = high == m_words->last(); // the last bar stands for more, too
        range.number.op = open ? NumberTest::Op::GreaterEqual : low == high ? NumberTest::Op::Equal : NumberTest::Op::Between;
        range.number.low = low;
        range.number.high = range.number.op == NumberTest::Op::Between ? high : 0;
        filter.groups.push_back({range});
    }
    m_browser->setFilter(filter);
}

} // namespace fulcrum::views
