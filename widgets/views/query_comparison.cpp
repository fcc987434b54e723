// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/query_comparison.h"

#include "core/icl/sequence_agreement.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/picture_view.h"

#include <QDataStream>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>

namespace fulcrum::views {

namespace {

/// Rows below those of the positions.
enum Row { Prediction, Metric, Latency, RowsBelow };
constexpr int kDefaultColumns = 4;
constexpr int kColumnWidth = IcdCard::kWidth + 52;

/// A card in the middle of its cell.
QWidget* centred(IcdCard* card)
{
    auto* cell = new QWidget;
    auto* layout = new QHBoxLayout(cell);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->addWidget(card, 0, Qt::AlignHCenter | Qt::AlignTop);
    cell->setFocusProxy(card);
    return cell;
}

} // namespace

QueryComparison::QueryComparison(const ComparePageParts& parts, QWidget* parent)
    : QWidget(parent), m_parts(parts), m_picture(new PictureView(parts.thumbnails)), m_title(theme::label({}, theme::Text::Heading, nullptr, true)),
      m_hint(theme::label({}, theme::Text::Small, nullptr, true)),
      m_menu(new MenuButton(tr("Strategies"), QStringLiteral("sequences"), tr("Choose 2 to 6 strategies to compare"))),
      m_table(new QTableWidget), m_content(new QWidget), m_message(new MessageCard)
{
    m_picture->setFixedSize(96, 72);
    auto* texts = new QVBoxLayout;
    texts->addStretch();
    texts->addWidget(m_title);
    texts->addWidget(m_hint);
    texts->addStretch();
    auto* strip = new QHBoxLayout;
    strip->setSpacing(12);
    strip->addWidget(m_picture);
    strip->addLayout(texts, 1);
    strip->addWidget(m_menu);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setShowGrid(false);
    m_table->setWordWrap(true);
    m_table->setIconSize(QSize(28, 16));
    m_table->setTabKeyNavigation(false);
    m_table->setAccessibleName(tr("Strategies across, prompt positions down"));
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setMinimumHeight(64);
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->setMinimumWidth(84);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
        if (column > 0 && column < m_columns.size())
            putFirst(m_columns[column].key);
    });
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 4, 16, 12);
    column->addLayout(strip);
    column->addWidget(m_table, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_content, 1);
    whole->addWidget(m_message, 1);

    connect(m_menu->menu(), &QMenu::aboutToShow, this, &QueryComparison::fillMenu);
    connect(parts.board, &bridge::LaneBoard::lanesChanged, this, &QueryComparison::refresh);
    connect(parts.board, &bridge::LaneBoard::laneChanged, this, &QueryComparison::refresh);
    connect(parts.board, &bridge::LaneBoard::busyChanged, this, &QueryComparison::showState);
    connect(parts.state, &bridge::WorkspaceState::taskChanged, this, [this] { m_chosen.clear(); });
    connect(parts.state, &bridge::WorkspaceState::truthHiddenChanged, this, &QueryComparison::showQuery);
    showState();
    m_stale = true;
}

bool QueryComparison::isBusy() const { return isVisible() && m_parts.board->isBusy(); }

/// Lanes that have a sequence; the others say why on the Sequences page.
QVector<const bridge::Lane*> QueryComparison::choices() const
{
    QVector<const bridge::Lane*> lanes;
    for (const bridge::Lane& lane : m_parts.board->lanes())
        if (lane.state == bridge::Lane::State::Ready)
            lanes.append(&lane);
    return lanes;
}

void QueryComparison::setChosen(const QStringList& keys)
{
    m_chosen = keys.mid(0, kMost);
    refresh();
}

void QueryComparison::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        refresh();
}

/// Everything that the table shows: lanes change often, and mostly in what is not seen here.
QByteArray QueryComparison::fingerprint() const
{
    QByteArray text;
    QDataStream stream(&text, QIODevice::WriteOnly);
    for (const bridge::Lane& lane : m_columns) {
        stream << lane.key << lane.title << lane.subtitle << lane.prediction << lane.hasPrediction << lane.score << lane.seconds;
        for (const bridge::IcdView& icd : lane.icds)
            stream << qint64(icd.index) << icd.text << icd.answer << icd.step << icd.probability << icd.similarity << icd.gain << icd.rank;
    }
    return text;
}

void QueryComparison::refresh()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    m_columns.clear();
    for (const QString& key : shownKeys())
        m_columns.append(*m_parts.board->find(key));
    if (const QByteArray now = fingerprint(); now != m_drawn || m_table->columnCount() != m_columns.size()) {
        m_drawn = now;
        showMatrix();
    }
    showQuery();
    showState();
    Q_EMIT resultChanged();
}

void QueryComparison::showMatrix()
{
    qsizetype positions = 0;
    for (const bridge::Lane& lane : qAsConst(m_columns))
        positions = std::max(positions, lane.icds.size());
    m_table->clear();
    m_table->setColumnCount(static_cast<int>(m_columns.size()));
    m_table->setRowCount(static_cast<int>(positions) + RowsBelow);
    QStringList rows;
    for (int position = 0; position < positions; ++position) {
        rows.append(position + 1 == positions ? tr("%1\nnext to\nthe query").arg(position + 1) : QString::number(position + 1));
        m_table->setRowHeight(position, IcdCard::kHeight + 8);
    }
    rows << tr("Prediction") << (m_columns.isEmpty() ? tr("Score") : m_columns.first().metricName) << tr("Latency");
    m_table->setVerticalHeaderLabels(rows);
    for (int column = 0; column < m_columns.size(); ++column)
        showColumn(column, static_cast<int>(positions));
    for (int row = Prediction; row < RowsBelow; ++row)
        m_table->resizeRowToContents(static_cast<int>(positions) + row);
    colorIdentities(static_cast<int>(positions));
}

QString QueryComparison::agreement(int column) const
{
    if (column == 0)
        return tr("reference");
    const auto with = icl::sequenceAgreement(m_columns.first().sequence.indices(), m_columns[column].sequence.indices());
    return tr("Jaccard %1 · order %2")
        .arg(bridge::number(with.jaccard, 2), with.order ? bridge::number(*with.order, 2) : QStringLiteral("–"));
}

void QueryComparison::showColumn(int column, int positions)
{
    const bridge::Lane& lane = m_columns[column];
    auto* header = new QTableWidgetItem(charts::swatchIcon(lane.strategy, this), lane.title + u'\n' + agreement(column));
    header->setToolTip(column == 0 ? lane.subtitle
                                   : tr("%1\nJaccard: demonstrations in both over demonstrations in either. Order: Kendall’s tau of the "
                                        "prompt positions of those in both, 1 = same order, −1 = reversed, – = fewer than two. Click to "
                                        "compare the others with this one.").arg(lane.subtitle));
    m_table->setHorizontalHeaderItem(column, header);
    m_table->setColumnWidth(column, kColumnWidth);
    for (int position = 0; position < lane.icds.size(); ++position) {
        auto* card = new IcdCard(lane.icds[position], position, static_cast<int>(lane.icds.size()), m_parts.thumbnails);
        connect(card, &IcdCard::entered, this, [this, column, position] {
            m_table->setCurrentCell(position, column);
            if (column >= m_columns.size() || position >= m_columns[column].icds.size())
                return;
            const std::int64_t index = m_columns[column].icds[position].index;
            m_parts.board->select(bridge::LaneBoard::Place {m_columns[column].key, position});
            m_parts.state->setSelection({bridge::SampleSet(index), bridge::SampleRef {m_parts.state->task(), data::Split::Train, index}});
        });
        connect(card, &IcdCard::activated, this, &QueryComparison::queryActivated);
        connect(card, &IcdCard::walked, this, [this, card](int key) { IcdCard::walk(m_table->findChildren<IcdCard*>(), card, key); });
        m_table->setCellWidget(position, column, centred(card));
    }
    const auto set = [&](int row, const QString& text, bool known) {
        auto* item = new QTableWidgetItem(known ? text : QStringLiteral("–"));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setToolTip(known ? text : tr("The model has not been asked about this sequence. Ask it on the Sequences page."));
        m_table->setItem(positions + row, column, item);
    };
    set(Prediction, lane.prediction, lane.hasPrediction);
    QString score = bridge::number(lane.score, 1);
    if (column > 0 && std::isfinite(lane.score) && std::isfinite(m_columns.first().score))
        score += QStringLiteral("  (%1)").arg(bridge::difference(lane.score - m_columns.first().score, 1));
    set(Metric, score, std::isfinite(lane.score));
    set(Latency, tr("%1 ms").arg(bridge::number(lane.seconds * 1000, lane.seconds < 0.1 ? 1 : 0)), std::isfinite(lane.seconds));
}

void QueryComparison::colorIdentities(int positions)
{
    QVector<IcdCard*> cards;
    for (int column = 0; column < m_table->columnCount(); ++column)
        for (int row = 0; row < positions; ++row)
            if (const QWidget* cell = m_table->cellWidget(row, column))
                cards.append(cell->findChild<IcdCard*>());
    IcdCard::colorIdentities(cards);
}

void QueryComparison::showQuery()
{
    const auto& ref = m_parts.state->currentQuery();
    const auto dataset = ref ? m_parts.session->dataset(ref->task, ref->split) : nullptr;
    if (!dataset || ref->index < 0 || static_cast<std::size_t>(ref->index) >= dataset->size())
        return;
    const data::Sample sample = (*dataset)[static_cast<std::size_t>(ref->index)];
    m_picture->setPath(bridge::fromPath(dataset->imagePath(sample)));
    const bool vqa = ref->task == data::Task::Vqa;
    m_title->setText(vqa ? QString::fromStdString(sample.question) : tr("Image %1").arg(sample.id));
    const QString truth = QString::fromStdString(data::shownAnswer(sample, ref->task));
    QString hint = m_parts.state->isTruthHidden(*ref) ? tr("%n shots", nullptr, m_parts.state->shots())
                                                      : tr("%1 · %n shots", nullptr, m_parts.state->shots()).arg(truth);
    if (const QString missing = m_chosen.isEmpty() ? QString() : obstacles(m_chosen); !missing.isEmpty())
        hint += u'\n' + missing;
    m_hint->setText(hint);
}

/// Why lanes have no sequence, each reason once; all lanes when no keys are given.
QString QueryComparison::obstacles(const QStringList& keys) const
{
    QStringList reasons;
    QVector<QStringList> titles;
    for (const bridge::Lane& lane : m_parts.board->lanes()) {
        if (lane.state == bridge::Lane::State::Ready || lane.reason.isEmpty() || (!keys.isEmpty() && !keys.contains(lane.key)))
            continue;
        qsizetype place = reasons.indexOf(lane.reason);
        if (place < 0) {
            place = reasons.size();
            reasons.append(lane.reason);
            titles.append(QStringList());
        }
        titles[place].append(lane.title);
    }
    QStringList lines;
    for (qsizetype i = 0; i < reasons.size(); ++i)
        lines.append(QStringLiteral("%1: %2").arg(titles[i].join(QStringLiteral(", ")), reasons[i]));
    return lines.join(u'\n');
}

void QueryComparison::fillMenu()
{
    QMenu* menu = m_menu->menu();
    menu->clear();
    QStringList shown;
    for (const bridge::Lane& lane : qAsConst(m_columns))
        shown.append(lane.key);
    for (const bridge::Lane& lane : m_parts.board->lanes()) {
        QAction* action = menu->addAction(lane.title);
        const bool on = shown.contains(lane.key);
        action->setCheckable(true);
        action->setChecked(on);
        const QString reason = lane.state != bridge::Lane::State::Ready ? lane.reason
            : on && shown.size() <= kFewest                             ? tr("At least two strategies are compared.")
            : !on && shown.size() >= kMost                              ? tr("At most six strategies are compared.")
                                                                        : QString();
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason.isEmpty() ? lane.subtitle : reason);
        connect(action, &QAction::triggered, this, [this, shown, key = lane.key](bool checked) {
            QStringList keys = shown;
            if (checked)
                keys.append(key);
            else
                keys.removeAll(key);
            setChosen(keys);
        });
    }
}

/// What the table shows, or will show when it is looked at.
QStringList QueryComparison::shownKeys() const
{
    QStringList there, keys;
    for (const bridge::Lane* lane : choices())
        there.append(lane->key);
    for (const QString& key : m_chosen)
        if (there.contains(key))
            keys.append(key);
    return keys.size() < kFewest ? there.mid(0, kDefaultColumns) : keys;
}

void QueryComparison::putFirst(const QString& key)
{
    QStringList keys = shownKeys();
    keys.removeAll(key);
    keys.prepend(key);
    setChosen(keys);
}

QString QueryComparison::text() const
{
    QStringList lines;
    for (int row = -1; row < m_table->rowCount(); ++row) {
        QStringList cells {row < 0 ? tr("Position") : m_table->verticalHeaderItem(row)->text().section(u'\n', 0, 0)};
        for (int column = 0; column < m_columns.size(); ++column) {
            const bridge::Lane& lane = m_columns[column];
            const QTableWidgetItem* item = row < 0 ? nullptr : m_table->item(row, column);
            cells.append(row < 0 ? QStringLiteral("%1 (%2)").arg(lane.title, agreement(column))
                    : item       ? item->text()
                    : row < lane.icds.size() ? QStringLiteral("%1 %2 %3").arg(lane.icds[row].id).arg(lane.icds[row].text, lane.icds[row].answer).trimmed()
                                             : QString());
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

void QueryComparison::showState()
{
    const bool any = hasResult();
    m_content->setVisible(any);
    m_message->setVisible(!any);
    if (!any)
        showEmpty();
}

/// Why there is nothing beside each other.
void QueryComparison::showEmpty()
{
    const auto action = [this](const char* id) { return m_parts.actions->action(QString::fromLatin1(id)); };
    if (!m_parts.session->isOpen())
        m_message->show(QStringLiteral("sequences"), tr("No project is open"), tr("Strategies are compared for a query of a project."),
            {action("file.openDemo"), action("file.openProject")});
    else if (const auto& error = m_parts.session->datasetError();
             error && !m_parts.session->dataset(m_parts.state->task(), data::Split::Validation))
        m_message->show(QStringLiteral("error"), tr("The queries cannot be read"), bridge::errorParagraph(*error), {action("file.reload")});
    else if (!m_parts.state->currentQuery())
        m_message->show(QStringLiteral("target"), tr("Pick a query"), tr("Press Enter on a sample of the Data page: its sequences are compared here."),
            {action("page.data")});
    else if (isBusy())
        m_message->show(QStringLiteral("sequences"), tr("Reading the sequences…"), {});
    else if (const auto& problem = m_parts.board->error())
        m_message->show(QStringLiteral("error"), tr("The sequences cannot be read"), bridge::errorParagraph(*problem), {action("file.reload")});
    else
        m_message->show(QStringLiteral("sequences"), tr("Fewer than two strategies can be shown"), obstacles({}),
            {action("page.sequences"), action("job.embed"), action("file.reload")});
}

} // namespace fulcrum::views
