// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/dm_page.h"

#include "core/base/file.h"
#include "core/dm/dm_job.h"
#include "core/icl/model_access.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/charts/dm_charts.h"
#include "widgets/models/anchor_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/beam_view.h"
#include "widgets/views/common.h"
#include "widgets/views/picture_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

namespace fulcrum::views {

namespace {

constexpr int kReadMilliseconds = 700; ///< between two looks at a run that is being built
constexpr double kMostThreshold = 1e6;

QString percent(std::size_t part, std::size_t whole)
{
    return whole == 0 ? DmPage::tr("0 %") : DmPage::tr("%1 %").arg(bridge::number(100.0 * static_cast<double>(part) / static_cast<double>(whole), 1));
}

} // namespace

DmPage::DmPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_reader(&parts.session->worker()), m_model(new models::AnchorModel(this)),
      m_filter(new models::AnchorFilter(this)), m_stack(new QStackedWidget), m_message(new MessageCard), m_bar(new InlineBar)
{
    setObjectName(QStringLiteral("page.dm"));
    paintAsPage(this);
    m_filter->setSourceModel(m_model);
    m_readSoon.setSingleShot(true);
    m_readSoon.setInterval(kReadMilliseconds);
    registerActions();
    auto* content = new QSplitter;
    content->setChildrenCollapsible(false);
    content->setHandleWidth(1);
    content->addWidget(makeAnchors());
    content->addWidget(makeBeams());
    content->addWidget(makeQuality());
    content->setStretchFactor(0, 2);
    content->setStretchFactor(1, 3);
    content->setStretchFactor(2, 1);
    content->setSizes({290, 470, 270});
    m_stack->addWidget(content);
    m_stack->addWidget(m_message);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(makeTools());
    whole->addWidget(makeLine(Qt::Horizontal));
    whole->addWidget(m_bar);
    whole->addWidget(m_stack, 1);
    m_bar->hide();
    setFocusProxy(m_table);
    connectParts();
    showState();
}

void DmPage::registerActions()
{
    m_parts.actions->add({QStringLiteral("dm.train"), tr("&Train with this threshold…"),
                             tr("Set up a training with this D_M that drops sequences below the threshold"), {}, QStringLiteral("train")},
        [this] {
            if (m_contents)
                Q_EMIT trainingWanted(m_contents->run.id, m_threshold);
        });
    m_parts.actions->add({QStringLiteral("dm.reload"), tr("Read D_M again"), tr("Read the run again"), {}, QStringLiteral("resume")},
        [this] { read(); });
}

QWidget* DmPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(12);
    row->addWidget(theme::label(tr("D_M"), theme::Text::Heading));
    m_run = new QComboBox;
    m_run->setAccessibleName(tr("D_M run"));
    m_run->setMinimumWidth(200);
    connect(m_run, &QComboBox::activated, this, &DmPage::runChosen);
    row->addWidget(m_run);
    m_progress = theme::label({}, theme::Text::Small);
    row->addWidget(m_progress);
    row->addStretch();
    auto* button = new QToolButton;
    button->setDefaultAction(m_parts.actions->action(QStringLiteral("dm.train")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    row->addWidget(button);
    return tools;
}

QWidget* DmPage::makeAnchors()
{
    auto* side = new QWidget;
    side->setMinimumWidth(190);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(16, 12, 8, 12);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    m_text = new QLineEdit;
    m_text->setPlaceholderText(tr("Text or id"));
    m_text->setMinimumWidth(60);
    m_text->setAccessibleName(tr("Find anchors by text or id"));
    m_text->setClearButtonEnabled(true);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setText(text);
        showState();
    });
    row->addWidget(m_text, 1);
    m_kind = new QComboBox;
    m_kind->setAccessibleName(tr("Which anchors"));
    m_kind->setMinimumContentsLength(6);
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const QString& text : {tr("All"), tr("With gain"), tr("Without gain"), tr("With duplicates"), tr("Dropped by the threshold")})
        m_kind->addItem(text);
    connect(m_kind, &QComboBox::activated, this, [this](int kind) {
        m_filter->setKind(static_cast<models::AnchorFilter::Kind>(kind));
        showState();
    });
    row->addWidget(m_kind);
    column->addLayout(row);
    m_table = new QTableView;
    m_table->setModel(m_filter);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(32);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setResizeContentsPrecision(100); // rows that are looked at
    m_table->horizontalHeader()->setSectionResizeMode(models::AnchorModel::TextColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(44);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the text takes what is left
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(models::AnchorModel::ScoreColumn, Qt::DescendingOrder);
    m_table->setAccessibleName(tr("Anchors"));
    m_table->setWordWrap(false);
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DmPage::showAnchor);
    column->addWidget(m_table, 1);
    column->addWidget(m_found = theme::label({}, theme::Text::Small));
    return side;
}

QWidget* DmPage::makeBeams()
{
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setMinimumWidth(200);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(12, 12, 12, 12);
    m_column->setSpacing(10);
    auto* row = new QHBoxLayout;
    row->setSpacing(14);
    m_picture = new PictureView(m_parts.thumbnails);
    m_picture->setFixedSize(132, 100);
    row->addWidget(m_picture);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_title = theme::label({}, theme::Text::Title, nullptr, true));
    texts->addWidget(m_truth = theme::label({}, theme::Text::Body, nullptr, true));
    texts->addWidget(m_facts = theme::label({}, theme::Text::Small, nullptr, true));
    texts->addStretch();
    row->addLayout(texts, 1);
    m_column->addLayout(row);
    m_column->addStretch();
    m_scroll->setWidget(content);
    return m_scroll;
}

QWidget* DmPage::makeQuality()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(12, 12, 16, 16);
    column->setSpacing(8);
    column->addWidget(theme::label(tr("Quality"), theme::Text::Heading));
    column->addWidget(m_note = theme::label({}, theme::Text::Body, nullptr, true));
    column->addSpacing(4);
    column->addWidget(theme::label(tr("Threshold of training"), theme::Text::Heading));
    column->addWidget(m_histogram = new charts::ScoreHistogram);
    auto* row = new QHBoxLayout;
    auto* caption = theme::label(tr("Keep scores from"), theme::Text::Body);
    row->addWidget(caption);
    m_box = new QDoubleSpinBox;
    m_box->setRange(-kMostThreshold, kMostThreshold);
    m_box->setDecimals(4);
    m_box->setSingleStep(0.001);
    m_box->setMinimumWidth(88);
    m_box->setAccessibleName(tr("Threshold of training"));
    caption->setBuddy(m_box);
    row->addWidget(m_box, 1);
    column->addLayout(row);
    column->addWidget(m_kept = theme::label({}, theme::Text::Body, nullptr, true));
    auto* train = new QPushButton(tr("Train with this threshold…"));
    train->setProperty(theme::kPrimaryProperty, true);
    QAction* action = m_parts.actions->action(QStringLiteral("dm.train"));
    const auto follow = [train, action] {
        train->setEnabled(action->isEnabled());
        train->setToolTip(action->toolTip());
    };
    connect(action, &QAction::changed, train, follow);
    connect(train, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    column->addWidget(train);
    column->addSpacing(8);
    auto* title = theme::label(tr("Distributions"), theme::Text::Heading);
    title->setToolTip(tr("From the smallest to the largest; the box holds the middle half, the mark and the number are the median"));
    column->addWidget(title);
    column->addWidget(m_spreads = new charts::SpreadRows);
    column->addStretch();
    connect(m_histogram, &charts::ScoreHistogram::thresholdMoved, this, &DmPage::setThreshold);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, &DmPage::setThreshold);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    scroll->setMinimumWidth(content->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent)); // none of it is cut
    return scroll;
}

void DmPage::connectParts()
{
    connect(&m_readSoon, &QTimer::timeout, this, &DmPage::read);
    connect(m_parts.session, &bridge::ProjectSession::opened, this, &DmPage::refreshRuns);
    connect(m_parts.session, &bridge::ProjectSession::closed, this, [this] {
        m_reader.cancel();
        m_readSoon.stop();
        m_reading = false;
        m_wanted = 0;
        m_problem.reset();
        take(nullptr);
        refreshRuns();
    });
    connect(m_parts.monitor, &bridge::JobMonitor::jobsReset, this, &DmPage::refreshRuns);
    connect(m_parts.state, &bridge::WorkspaceState::taskChanged, this, &DmPage::refreshRuns);
    const auto grow = [this](store::RunId run) {
        m_dirty = m_dirty || run == m_wanted;
        if (run == m_wanted && isVisible() && !m_readSoon.isActive())
            m_readSoon.start();
    };
    connect(m_parts.monitor, &bridge::JobMonitor::metricAdded, this, [grow](store::RunId run) { grow(run); });
    connect(m_parts.monitor, &bridge::JobMonitor::stateChanged, this, [this, grow](store::RunId run, store::RunState) {
        grow(run);
        showState();
    });
}

/// Runs of the task that is shown, newest first, and the one that was asked for.
void DmPage::refreshRuns()
{
    m_run->clear();
    const std::string task = data::taskName(m_parts.state->task());
    for (const bridge::JobInfo& job : m_parts.monitor->jobs())
        if (job.record.kind == "dm" && icl::specText(job.record, "task") == task)
            m_run->addItem(QStringLiteral("%1  (#%2)").arg(QString::fromStdString(job.record.name)).arg(job.record.id),
                static_cast<qlonglong>(job.record.id));
    // What a session or a caller asked for waits until the runs are known.
    if (m_run->findData(static_cast<qlonglong>(m_wanted)) < 0 && !m_parts.monitor->jobs().isEmpty())
        m_wanted = m_run->count() > 0 ? m_run->itemData(0).toLongLong() : 0;
    m_run->setCurrentIndex(m_run->findData(static_cast<qlonglong>(m_wanted)));
    if (m_wanted == 0)
        take(nullptr);
    else if (!m_contents || m_contents->run.id != m_wanted)
        m_dirty = true;
    if (m_dirty && isVisible())
        read();
    showState();
}

void DmPage::runChosen()
{
    m_wanted = m_run->currentData().toLongLong();
    read();
    Q_EMIT viewChanged();
}

void DmPage::showRun(store::RunId run)
{
    if (const bridge::JobInfo* job = m_parts.monitor->find(run))
        if (const auto task = data::taskFromName(icl::specText(job->record, "task")))
            m_parts.state->setTask(*task);
    m_wanted = run;
    m_dirty = true;
    refreshRuns();
    Q_EMIT viewChanged();
}

void DmPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_dirty)
        read();
}

void DmPage::read()
{
    m_dirty = false;
    if (!m_parts.session->isOpen() || m_wanted == 0)
        return;
    m_reading = true;
    m_reader.run(
        this, [project = m_parts.session->project(), run = m_wanted](std::stop_token stop) { return bridge::readDm(project, run, std::move(stop)); },
        [this](Result<std::shared_ptr<const bridge::DmContents>> contents) {
            m_reading = false;
            m_problem.reset();
            if (!contents && contents.error().code != ErrorCode::Cancelled) {
                m_problem = contents.error();
                take(nullptr);
            } else if (contents) {
                take(*contents);
            }
        });
    showState();
}

void DmPage::take(const std::shared_ptr<const bridge::DmContents>& contents)
{
    const bool other = !contents || !m_contents || m_contents->run.id != contents->run.id;
    const std::int64_t anchor = currentAnchor();
    m_contents = contents;
    if (other)
        m_shownAnchor = -1;
    m_model->setContents(contents);
    if (m_filter->rowCount() > 0 && (other || anchor < 0))
        selectAnchor(0);
    fitColumns();
    showQuality();
    showThreshold();
    showAnchor();
    showState();
    Q_EMIT exportChanged();
}

/// A narrow list shows what the beams do not say. Without this the others would leave the text no room at all, and Qt then lets it
/// push them out.
void DmPage::fitColumns()
{
    constexpr int kRoomForDuplicates = 400, kRoomForAll = 560;
    const bool known = m_contents && m_contents->statistics.hasSteps;
    m_table->setColumnHidden(models::AnchorModel::ProbabilityColumn, !known || m_table->width() < kRoomForAll);
    m_table->setColumnHidden(models::AnchorModel::DuplicatesColumn, m_table->width() < kRoomForDuplicates);
}

bool DmPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::Resize)
        fitColumns();
    return Page::eventFilter(watched, event);
}

void DmPage::showState()
{
    const bool open = m_parts.session->isOpen();
    const bool there = m_contents && !m_contents->entries.empty();
    const bool writable = open && !m_parts.session->project()->readOnly();
    const bridge::JobInfo* job = m_parts.monitor->find(m_wanted);
    const bool growing = job && !store::isAtRest(job->record.state);
    m_progress->setText(growing && m_contents
            ? tr("building: %1 of %2 anchors").arg(bridge::count(static_cast<std::int64_t>(m_contents->statistics.anchors.size())),
                  bridge::count(std::max<std::int64_t>(0, job->record.unitsTotal - 1)))
            : m_contents && m_contents->imported ? tr("imported from an official file")
                                                 : QString());
    m_found->setText(there ? tr("%1 of %2 anchors").arg(bridge::count(m_filter->rowCount()), bridge::count(m_model->rowCount())) : QString());
    m_parts.actions->setUnavailable(QStringLiteral("dm.train"),
        !open       ? tr("Open a project first.")
            : !writable ? tr("The project is open for reading only.")
            : !there    ? tr("There is no D_M to train on.")
            : growing   ? tr("The D_M is still being built.")
            : job && job->record.state != store::RunState::Succeeded ? tr("The D_M is not finished: let its job go on first.")
            : m_contents->thresholds.at(m_threshold).keptSequences == 0 ? tr("The threshold drops every sequence.")
                                                                        : QString());
    m_parts.actions->setUnavailable(QStringLiteral("dm.reload"), m_wanted != 0 ? QString() : tr("There is no D_M."));
    if (there) {
        m_stack->setCurrentIndex(0);
        return;
    }
    if (!open)
        m_message->show(QStringLiteral("beam"), tr("No project is open"), tr("The D_M browser shows the sequences of a project."));
    else if (m_problem)
        m_message->show(QStringLiteral("error"), tr("The D_M cannot be shown"), bridge::errorParagraph(*m_problem),
            {m_parts.actions->action(QStringLiteral("dm.reload"))});
    else if (m_wanted == 0)
        m_message->show(QStringLiteral("beam"), tr("No D_M of this task yet"),
            tr("Build one, or import a file of the official code with fulcrum-cli dm import. Its anchors, sequences and gains appear here, "
               "also while it is being built."),
            {m_parts.actions->action(QStringLiteral("job.dm"))});
    else if (m_reading)
        m_message->show(QStringLiteral("beam"), tr("Reading D_M"), {});
    else
        m_message->show(QStringLiteral("beam"), growing ? tr("The first anchors are being searched") : tr("This D_M has no anchor"),
            growing ? tr("They appear here as soon as they are found.") : tr("Its job was stopped before the first anchor was found."));
    m_stack->setCurrentWidget(m_message);
}

QString DmPage::summaryText() const { return m_note->text(); }
QString DmPage::thresholdText() const { return m_kept->text(); }

void DmPage::showQuality()
{
    if (!m_contents)
        return;
    const dm::DmStatistics& s = m_contents->statistics;
    QStringList lines {tr("%1 anchors, %2 sequences of up to %n demonstrations", nullptr, static_cast<int>(s.shots))
                           .arg(bridge::count(static_cast<std::int64_t>(s.anchors.size())), bridge::count(static_cast<std::int64_t>(s.sequences))),
        tr("Anchors without gain: %1 (%2)").arg(bridge::count(static_cast<std::int64_t>(s.withoutGain)), percent(s.withoutGain, s.anchors.size())),
        tr("Duplicate beams: %1 (%2)").arg(bridge::count(static_cast<std::int64_t>(s.duplicateBeams)), percent(s.duplicateBeams, s.sequences))};
    if (!s.hasSteps && m_contents->imported)
        lines.append(tr("An official file holds neither the gains of the steps nor probabilities: only the score of the last step is known."));
    else if (m_contents->lastGain)
        lines.append(tr("Scores are the gain of the last step, as published."));
    m_note->setText(lines.join(u'\n'));
    QVector<charts::SpreadRows::Row> rows {{tr("Scores of sequences"), s.scores}, {tr("Best score of an anchor"), s.bestScores}};
    for (std::size_t step = 0; step < s.stepGains.size(); ++step)
        rows.append({tr("Gain of step %1").arg(step + 1), s.stepGains[step]});
    m_spreads->setRows(rows);
    m_histogram->setHistogram(m_contents->histogram);
    m_box->setSingleStep(std::max(1e-4, (m_contents->histogram.high - m_contents->histogram.low) / 200));
}

void DmPage::setThreshold(double threshold)
{
    if (!std::isfinite(threshold) || threshold == m_threshold)
        return;
    m_threshold = threshold;
    showThreshold();
    Q_EMIT viewChanged();
}

void DmPage::showThreshold()
{
    m_histogram->setThreshold(m_threshold);
    if (std::abs(m_box->value() - m_threshold) > 0.5e-4) {
        const QSignalBlocker quiet(m_box);
        m_box->setValue(m_threshold);
    }
    m_filter->setThreshold(m_threshold);
    for (BeamView* beam : std::as_const(m_beams))
        beam->setThreshold(m_threshold);
    if (m_contents) {
        const auto text = [](std::size_t n) { return bridge::count(static_cast<std::int64_t>(n)); };
        const auto c = m_contents->thresholds.at(m_threshold);
        m_kept->setText(tr("Training keeps %1 sequences (%2) of %3 anchors and drops %4 sequences; %5 anchors are left out altogether.")
                            .arg(text(c.keptSequences), percent(c.keptSequences, c.keptSequences + c.droppedSequences), text(c.keptAnchors),
                                text(c.droppedSequences), text(c.droppedAnchors)));
    }
    showState();
}

std::int64_t DmPage::currentAnchor() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? index.data(models::AnchorModel::AnchorRole).toLongLong() : -1;
}

void DmPage::selectAnchor(int row)
{
    if (row >= 0 && row < m_filter->rowCount())
        m_table->selectRow(row);
}

void DmPage::clearBeams()
{
    for (BeamView* beam : std::as_const(m_beams)) {
        m_column->removeWidget(beam);
        beam->hide();
        beam->deleteLater();
    }
    m_beams.clear();
}

/// An anchor's beams are written once, so that one that is shown already needs nothing.
void DmPage::showAnchor()
{
    const std::int64_t anchor = m_contents ? currentAnchor() : -1;
    if (anchor == m_shownAnchor && (anchor >= 0) == !m_beams.isEmpty())
        return;
    m_shownAnchor = anchor;
    clearBeams();
    m_scroll->widget()->setVisible(anchor >= 0);
    if (anchor < 0)
        return;
    const std::span<const store::DmEntry> beams = m_contents->beamsOf(anchor);
    icl::IcdStep step;
    step.index = anchor;
    step.step = -1;
    const bridge::IcdView sample = bridge::describeIcd(*m_contents->support, step);
    m_picture->setPath(sample.imagePath);
    m_title->setText(sample.text);
    m_truth->setText(sample.answer.isEmpty() ? QString() : tr("Answer: %1").arg(sample.answer));
    m_truth->setVisible(!sample.answer.isEmpty());
    const std::vector<int> twins = dm::duplicatesOf(beams);
    double best = bridge::kUnknownNumber;
    for (std::size_t i = 0; i < beams.size(); ++i) {
        auto* view = new BeamView(*m_contents, beams[i], twins[i], m_parts.thumbnails);
        view->setThreshold(m_threshold);
        connect(view, &BeamView::icdEntered, this, &DmPage::chooseSample);
        m_column->insertWidget(m_column->count() - 1, view);
        m_beams.append(view);
        if (!(best >= beams[i].score))
            best = beams[i].score;
    }
    QStringList facts {tr("Anchor #%1").arg(sample.id)};
    if (m_contents->statistics.hasSteps && !beams.empty())
        facts.append(tr("P(y|x) without demonstrations %1").arg(bridge::number(beams.front().baseProbability, 4)));
    if (!(best > 0))
        facts.append(tr("no gain: no sequence helps"));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_scroll->ensureVisible(0, 0);
    chooseSample(anchor);
}

/// The inspector shows what is looked at here.
void DmPage::chooseSample(std::int64_t item)
{
    if (!m_contents || item < 0 || static_cast<std::size_t>(item) >= m_contents->support->size())
        return;
    if (m_parts.session->dataset(m_contents->task, data::Split::Train) != m_contents->support || !isVisible())
        return; // rows of another version of the data
    bridge::Selection selection = m_parts.state->selection(); // what is chosen elsewhere stays chosen
    selection.primary = bridge::SampleRef {m_contents->task, data::Split::Train, item};
    m_parts.state->setSelection(std::move(selection));
}

QString DmPage::whyNoExport() const
{
    return m_contents && !m_contents->entries.empty() ? QString() : tr("There is no D_M to export.");
}

void DmPage::exportView()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export D_M"), QStringLiteral("dm-%1.json").arg(m_contents->run.id),
        tr("Data file of the official code (*.json)"));
    if (file.isEmpty())
        return;
    m_parts.session->worker().run(
        this,
        [project = m_parts.session->project(), run = m_contents->run.id, path = bridge::toPath(file)](std::stop_token) -> Result<void> {
            FULCRUM_TRY(store::Database database, project->connect());
            FULCRUM_TRY(const auto anchors, dm::runSequences(database, run));
            return writeFileAtomic(path, dm::officialJson(anchors));
        },
        [this, file](const Result<void>& written) {
            if (written)
                m_bar->showMessage(InlineBar::Kind::Note, tr("Written: %1").arg(file));
            else
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(written.error()));
        });
}

} // namespace fulcrum::views
