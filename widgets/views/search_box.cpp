// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/search_box.h"

#include "core/icl/retriever.h"
#include "widgets/bridge/filter_completion.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>

namespace fulcrum::views {

namespace {

constexpr int kMostRows = 9, kRowHeight = 26;
constexpr int kLongest = 2000;

} // namespace

SearchBox::SearchBox(bridge::SampleBrowser* browser, bridge::JobMonitor* monitor, QWidget* parent)
    : QLineEdit(parent), m_browser(browser), m_monitor(monitor), m_list(new QListWidget(this)), m_problem(new QLabel(this))
{
    setPlaceholderText(tr("Search captions, questions, answers, id:…"));
    setAccessibleName(tr("Search"));
    setClearButtonEnabled(true);
    addAction(theme::icon(QStringLiteral("search"), QPalette::PlaceholderText), LeadingPosition);
    setMaxLength(kLongest);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Completions"));
    m_problem->setWordWrap(true);
    m_problem->setMargin(10);
    m_problem->setTextFormat(Qt::RichText);
    for (QWidget* below : {static_cast<QWidget*>(m_list), static_cast<QWidget*>(m_problem)}) {
        below->setAutoFillBackground(true);
        below->setBackgroundRole(QPalette::Base);
        below->hide();
    }
    m_list->setFrameShape(QFrame::StyledPanel);
    m_problem->setFrameShape(QFrame::StyledPanel);
    connect(m_list, &QListWidget::itemClicked, this, &SearchBox::accept);
    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_browser->setText(text);
        offer();
        Q_EMIT typed();
    });
    connect(this, &QLineEdit::cursorPositionChanged, this, [this] {
        if (m_list->isVisible())
            offer();
    });
    connect(browser, &bridge::SampleBrowser::filterChanged, this, &SearchBox::follow);
}

void SearchBox::follow()
{
    if (text() != m_browser->text()) {
        setText(m_browser->text());
        setCursorPosition(0); // the beginning says more than the end
    }
    showProblems();
}

QString SearchBox::problemText() const
{
    QStringList lines;
    for (const bridge::TypedProblem& problem : m_browser->problems()) {
        const QString part = m_browser->text().mid(problem.position, std::max(1, problem.length));
        const QString why = problem.hint.isEmpty() ? problem.why : QStringLiteral("%1 – %2").arg(problem.why, problem.hint);
        lines.append(tr("Character %1, “%2”: %3").arg(problem.position + 1).arg(part, why));
    }
    return lines.join(u'\n');
}

void SearchBox::showProblems()
{
    const QString text = problemText();
    setToolTip(text);
    setAccessibleDescription(text);
    const bool shown = !text.isEmpty() && hasFocus() && m_list->isHidden();
    m_problem->setVisible(shown);
    if (shown) {
        m_problem->setText(text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
        place(m_problem);
    }
    update();
}

/// Children of the window, so that they lie over what is below the box and need no window of their own.
void SearchBox::place(QWidget* widget) const
{
    if (widget->parentWidget() != window()) {
        widget->setParent(window());
        widget->show();
    }
    const int height = widget == m_list ? kRowHeight * std::min(kMostRows, m_list->count()) + 10 : widget->heightForWidth(width());
    widget->setGeometry(QRect(mapTo(window(), QPoint(0, this->height() + 3)), QSize(width(), std::max(height, 32))));
    widget->raise();
}

void SearchBox::offer()
{
    bridge::CompletionWords words;
    words.vqa = m_browser->dataset() && m_browser->dataset()->task() == data::Task::Vqa;
    words.facets = &m_browser->facets();
    words.tags = m_browser->facts().tags.get();
    for (const bridge::JobInfo& job : m_monitor->jobs())
        if (job.record.kind == "eval")
            words.runs.append(QString::fromStdString(job.record.name));
    for (const std::string& strategy : icl::strategyNames())
        words.strategies.append(QString::fromStdString(strategy));
    const bridge::Completion found = bridge::completionsFor(text(), cursorPosition(), words);
    m_begin = found.begin;
    m_length = found.length;
    m_list->clear();
    for (const QString& text : found.texts) {
        auto* item = new QListWidgetItem(text, m_list);
        item->setSizeHint(QSize(0, kRowHeight));
    }
    const bool shown = hasFocus() && m_list->count() > 0;
    m_list->setVisible(shown);
    if (shown)
        place(m_list);
    showProblems();
}

void SearchBox::accept()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    const QString chosen = item->text();
    const bool more = chosen.endsWith(u':') || chosen.endsWith(u'(');
    QString whole = text();
    whole.replace(m_begin, m_length, more ? chosen : chosen + u' ');
    const int cursor = m_begin + static_cast<int>(chosen.size()) + (more ? 0 : 1);
    m_list->hide();
    setText(whole);
    setCursorPosition(cursor);
    m_browser->setText(whole);
    setCursorPosition(cursor);
    if (more)
        offer();
    Q_EMIT typed();
}

void SearchBox::keyPressEvent(QKeyEvent* event)
{
    if (m_list->isVisible()) {
        const int row = m_list->currentRow();
        switch (event->key()) {
        case Qt::Key_Down: m_list->setCurrentRow(std::min(row + 1, m_list->count() - 1)); return;
        case Qt::Key_Up: m_list->setCurrentRow(std::max(row - 1, -1)); return;
        case Qt::Key_Escape:
            m_list->hide();
            showProblems();
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (row >= 0) {
                accept();
                return;
            }
            m_list->hide();
            showProblems();
            break;
        default: break;
        }
    } else if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT entered();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchBox::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    m_browser->readFacets(this, true); // values to complete
    showProblems();
}

void SearchBox::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    m_browser->readFacets(this, false);
    m_list->hide();
    m_problem->hide();
}

void SearchBox::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_browser->problems().isEmpty())
        return;
    QPainter painter(this);
    theme::drawRounded(&painter, rect(), 6, Qt::NoBrush, theme::toneColor(palette(), theme::Tone::Warning));
}

} // namespace fulcrum::views
