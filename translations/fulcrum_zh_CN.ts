<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CellList</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2, seed %3</source>
        <translation>%1，%2，种子 %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>ChartSource</name>
    <message numerus="yes">
        <source>%1, %n shots, seed %2 (run %3)</source>
        <translation>
            <numerusform>%1，%n 个示例，种子 %2（运行 %3）</numerusform>
        </translation>
    </message>
    <message>
        <source>A point is a query that both cells were asked (%1 of them), a larger one several. Click one to look at it.</source>
        <translation>每个点是两个评估单元都询问过的一个查询（共 %1 个），较大的点代表多个查询。单击可查看。</translation>
    </message>
    <message>
        <source>%1 (run %2): %3 anchors, %4 sequences</source>
        <translation>%1（运行 %2）：%3 个锚点，%4 条序列</translation>
    </message>
</context>
<context>
    <name>DeviceChoices</name>
    <message>
        <source>auto (the first GPU, else the processor)</source>
        <translation>auto（第一块 GPU，否则用处理器）</translation>
    </message>
    <message>
        <source>cpu</source>
        <translation>cpu</translation>
    </message>
    <message>
        <source>cuda:0 (not here)</source>
        <translation>cuda:0（此处没有）</translation>
    </message>
    <message>
        <source>No CUDA device: there is no NVIDIA driver</source>
        <translation>没有 CUDA 设备：没有 NVIDIA 驱动</translation>
    </message>
</context>
<context>
    <name>ErrorTexts</name>
    <message>
        <source>This is not a valid request</source>
        <translation>请求无效</translation>
    </message>
    <message>
        <source>Something is missing</source>
        <translation>缺少内容</translation>
    </message>
    <message>
        <source>The data cannot be read</source>
        <translation>无法读取数据</translation>
    </message>
    <message>
        <source>The system refused to read or write</source>
        <translation>系统拒绝读写</translation>
    </message>
    <message>
        <source>This kind is not supported</source>
        <translation>不支持此类型</translation>
    </message>
    <message>
        <source>A value is out of range</source>
        <translation>数值超出范围</translation>
    </message>
    <message>
        <source>The device is not available</source>
        <translation>设备不可用</translation>
    </message>
    <message>
        <source>The model is not available</source>
        <translation>模型不可用</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Another program holds this project</source>
        <translation>另一程序正在使用此项目</translation>
    </message>
    <message>
        <source>Written by a newer Fulcrum</source>
        <translation>由更新版本的 Fulcrum 写入</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>A number is not finite</source>
        <translation>数值不是有限数</translation>
    </message>
    <message>
        <source>A mistake in Fulcrum</source>
        <translation>Fulcrum 内部错误</translation>
    </message>
    <message>
        <source>It did not work</source>
        <translation>操作失败</translation>
    </message>
</context>
<context>
    <name>FilterTexts</name>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>数据划分</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>Number of words</source>
        <translation>词数</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Number of captions</source>
        <translation>描述数量</translation>
    </message>
    <message>
        <source>Number of different answers</source>
        <translation>不同答案的数量</translation>
    </message>
    <message>
        <source>Agreement of the answers</source>
        <translation>答案一致度</translation>
    </message>
    <message>
        <source>Used as ICD</source>
        <translation>用作 ICD</translation>
    </message>
    <message>
        <source>Score of a run</source>
        <translation>运行的得分</translation>
    </message>
    <message>
        <source>Similar to</source>
        <translation>相似于</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>Without a tag</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Image file</source>
        <translation>图像文件</translation>
    </message>
    <message>
        <source>All of these words stand in caption, question or answers; "a phrase", -without, begin*</source>
        <translation>描述、问题或答案中包含所有这些词；"短语"、-排除、词首*</translation>
    </message>
    <message>
        <source>A regular expression finds something in one of the texts</source>
        <translation>正则表达式在任一文本中有匹配</translation>
    </message>
    <message>
        <source>One of the captions is this, or a regular expression finds something in it</source>
        <translation>某条描述等于此文本，或正则表达式在其中有匹配</translation>
    </message>
    <message>
        <source>The question is this, or a regular expression finds something in it</source>
        <translation>问题等于此文本，或正则表达式在其中有匹配</translation>
    </message>
    <message>
        <source>The shown answer is this, or a regular expression finds something in it</source>
        <translation>所示答案等于此文本，或正则表达式在其中有匹配</translation>
    </message>
    <message>
        <source>The name of the image file</source>
        <translation>图像文件的名称</translation>
    </message>
    <message>
        <source>yes/no, number or other</source>
        <translation>yes/no、number 或 other</translation>
    </message>
    <message>
        <source>How the question begins, as VQAv2 sorts it</source>
        <translation>问题的开头，按 VQAv2 的分类</translation>
    </message>
    <message>
        <source>train or val</source>
        <translation>train 或 val</translation>
    </message>
    <message>
        <source>Samples that carry this tag</source>
        <translation>带有此标签的样本</translation>
    </message>
    <message>
        <source>Published ids: of images (captions) or questions (VQA)</source>
        <translation>公开编号：图像（描述）或问题（VQA）的编号</translation>
    </message>
    <message>
        <source>Published ids of images</source>
        <translation>图像的公开编号</translation>
    </message>
    <message>
        <source>Words of the question, or of the first caption</source>
        <translation>问题或第一条描述的词数</translation>
    </message>
    <message>
        <source>Width of the image in pixels</source>
        <translation>图像宽度（像素）</translation>
    </message>
    <message>
        <source>Height of the image in pixels</source>
        <translation>图像高度（像素）</translation>
    </message>
    <message>
        <source>How many captions the image has</source>
        <translation>图像有多少条描述</translation>
    </message>
    <message>
        <source>How many different answers people gave</source>
        <translation>人们给出了多少种不同答案</translation>
    </message>
    <message>
        <source>Share of the people who gave the shown answer, 0 to 1</source>
        <translation>给出所示答案的人所占比例，0 到 1</translation>
    </message>
    <message>
        <source>How often stored predictions used it as a demonstration</source>
        <translation>已存预测将其用作示例的次数</translation>
    </message>
    <message>
        <source>Score of the query in a stored evaluation</source>
        <translation>查询在已存评估中的得分</translation>
    </message>
    <message>
        <source>Sorted by how much the images are like a text, or like another sample: #391895</source>
        <translation>按图像与文本或另一样本（#391895）的相似度排序</translation>
    </message>
    <message>
        <source>Samples with a star</source>
        <translation>带星标的样本</translation>
    </message>
    <message>
        <source>Samples without any tag</source>
        <translation>没有任何标签的样本</translation>
    </message>
    <message>
        <source>Samples whose image file is not there</source>
        <translation>图像文件不存在的样本</translation>
    </message>
    <message>
        <source>not %1</source>
        <translation>非 %1</translation>
    </message>
    <message>
        <source>%1, switched off</source>
        <translation>%1，已停用</translation>
    </message>
</context>
<context>
    <name>FormSections</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>The published code keeps the beams with the largest gain of the last step; the corrected one those with the best likelihood. Affects results.</source>
        <translation>已发表的代码保留最后一步增益最大的束；修正后的代码保留似然最高的束。会影响结果。</translation>
    </message>
    <message>
        <source>The published code scores every token but the last join; the corrected one the tokens of the answer. Affects results.</source>
        <translation>已发表的代码对除最后一个连接符以外的所有词元评分；修正后的代码只对答案的词元评分。会影响结果。</translation>
    </message>
    <message>
        <source>The published code stores a new demonstration in front of the others even where it was scored next to the query. Affects results.</source>
        <translation>已发表的代码总把新示例存放在其他示例之前，即使评分时它紧邻查询。会影响结果。</translation>
    </message>
    <message>
        <source>What a token attends to that sees no image: transformers 4.32 differs from the current version. Affects results.</source>
        <translation>看不到图像的词元所关注的内容：transformers 4.32 与当前版本不同。会影响结果。</translation>
    </message>
    <message>
        <source>The published code scores a caption against the references of the demonstration that was tried, the corrected one against those of the query. Affects results.</source>
        <translation>已发表的代码将描述与所试示例的参考描述比较评分，修正后的代码则与查询的参考描述比较。会影响结果。</translation>
    </message>
    <message>
        <source>The published code blocks an item for a whole batch once any query has chosen it, so that a result depends on its neighbours. Affects results.</source>
        <translation>在已发表的代码中，一旦某个查询选中某个条目，整个批次都不能再选它，因此结果取决于同批的其他查询。会影响结果。</translation>
    </message>
    <message>
        <source>1st choice · 2nd choice → query   (a new one stands next to the query)</source>
        <translation>第 1 选 · 第 2 选 → 查询   （新示例紧邻查询）</translation>
    </message>
    <message>
        <source>2nd choice · 1st choice → query   (a new one stands in front)</source>
        <translation>第 2 选 · 第 1 选 → 查询   （新示例放在最前）</translation>
    </message>
    <message>
        <source>least similar · … · most similar → query   (as published)</source>
        <translation>最不相似 · … · 最相似 → 查询   （按已发表的方式）</translation>
    </message>
    <message>
        <source>most similar · … · least similar → query</source>
        <translation>最相似 · … · 最不相似 → 查询</translation>
    </message>
    <message>
        <source>Rises for the warm-up, then falls along a cosine</source>
        <translation>预热期间上升，随后按余弦曲线下降</translation>
    </message>
    <message>
        <source>An instruction if you like, then &lt;image&gt;, and words around &lt;Q&gt; (VQA) and &lt;A&gt;, which is last. The model's own tokens around images and at the ends are added.</source>
        <translation>可先写说明，然后 &lt;image&gt;，再写 &lt;Q&gt;（VQA）和 &lt;A&gt; 周围的文字，&lt;A&gt; 在最后。模型自身在图像周围和首尾的词元会自动加上。</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>today %1</source>
        <translation>今天 %1</translation>
    </message>
</context>
<context>
    <name>ImportProgress</name>
    <message>
        <source>Storing %1 of %2 samples</source>
        <translation>正在存储样本：%1 / %2</translation>
    </message>
    <message>
        <source>Reading the files</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>每秒 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
</context>
<context>
    <name>JobAdvice</name>
    <message>
        <source>Halve the batch…</source>
        <translation>将批次减半…</translation>
    </message>
    <message>
        <source>Build embeddings…</source>
        <translation>构建嵌入…</translation>
    </message>
    <message>
        <source>Make room…</source>
        <translation>腾出空间…</translation>
    </message>
    <message>
        <source>Change the settings…</source>
        <translation>更改设置…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>JobSummary</name>
    <message>
        <source>%1 anchors, one unit each</source>
        <translation>%1 个锚点，每个为一个单元</translation>
    </message>
    <message>
        <source>at most %1 sequences to score for each: %2 candidates, beam %3, %4 shots</source>
        <translation>每个锚点最多评分 %1 条序列：%2 个候选，束宽 %3，%4 个示例</translation>
    </message>
    <message>
        <source>%1 sequences in all; shared prefixes are run once</source>
        <translation>共 %1 条序列；共享前缀只运行一次</translation>
    </message>
    <message>
        <source>at most %1 cells: %2 strategies × %3 shots × %4 seeds; only strategies that draw use every seed</source>
        <translation>最多 %1 个单元：%2 个策略 × %3 个示例数 × %4 个种子；只有随机策略使用全部种子</translation>
    </message>
    <message>
        <source>at most %1 generations: %2 queries in each cell</source>
        <translation>最多 %1 次生成：每个单元 %2 个查询</translation>
    </message>
    <message>
        <source>%1 epochs, one unit each; every epoch leaves a checkpoint</source>
        <translation>%1 个轮次，每轮为一个单元；每轮都会保存检查点</translation>
    </message>
    <message>
        <source>every image and text of both splits once; a unit is a block of samples</source>
        <translation>两个划分的每张图像和每条文本各一次；一个单元为一块样本</translation>
    </message>
</context>
<context>
    <name>Lane</name>
    <message>
        <source>%1, seed %2</source>
        <translation>%1，种子 %2</translation>
    </message>
    <message>
        <source>sample %1 is not in this data set</source>
        <translation>样本 %1 不在此数据集中</translation>
    </message>
    <message>
        <source>Not shown for captioning: it would use the query's true caption.</source>
        <translation>图像描述任务不显示：它会用到查询的真实描述。</translation>
    </message>
    <message>
        <source>The embeddings of this data set have not been built yet.</source>
        <translation>尚未构建此数据集的嵌入。</translation>
    </message>
    <message>
        <source>drawn now from the train split, seed %1</source>
        <translation>刚从训练集中抽取，种子 %1</translation>
    </message>
    <message>
        <source>retrieved now from the train split</source>
        <translation>刚从训练集中检索</translation>
    </message>
    <message>
        <source>No Lever-LM has been trained for this task yet.</source>
        <translation>尚未为此任务训练 Lever-LM。</translation>
    </message>
    <message>
        <source>accuracy in %</source>
        <translation>准确率（%）</translation>
    </message>
    <message>
        <source>CIDEr × 100</source>
        <translation>CIDEr × 100</translation>
    </message>
    <message>
        <source>The engine module is not installed, so no model can be asked. Build Fulcrum with LibTorch.</source>
        <translation>未安装引擎模块，无法询问模型。请在有 LibTorch 的环境中构建 Fulcrum。</translation>
    </message>
    <message>
        <source>The project names no vision-language model. Name one with fulcrum-cli project set --lvlm.</source>
        <translation>项目没有指定视觉语言模型。请用 fulcrum-cli project set --lvlm 指定。</translation>
    </message>
    <message>
        <source>STTR (oracle)</source>
        <translation>STTR（神谕）</translation>
    </message>
    <message>
        <source>written now by %1, checkpoint %2</source>
        <translation>由 %1 刚刚写出，检查点 %2</translation>
    </message>
    <message>
        <source>A Lever-LM is trained, but the engine module that runs it is not installed. Build Fulcrum with LibTorch.</source>
        <translation>已训练 Lever-LM，但未安装运行它的引擎模块。请在有 LibTorch 的环境中构建 Fulcrum。</translation>
    </message>
    <message>
        <source>Lever-LM is writing…</source>
        <translation>Lever-LM 正在写出序列…</translation>
    </message>
    <message numerus="yes">
        <source>saved set of %n demonstrations</source>
        <translation>
            <numerusform>已保存的集合，含 %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>It was saved for another data set: there is no sample %1.</source>
        <translation>它是为另一个数据集保存的：没有样本 %1。</translation>
    </message>
    <message>
        <source>made now from %1</source>
        <translation>刚由 %1 得出</translation>
    </message>
    <message>
        <source>what-if</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>It was made for another data set: there is no sample %1.</source>
        <translation>它是为另一个数据集生成的：没有样本 %1。</translation>
    </message>
    <message>
        <source>made now as in %1, seed %2</source>
        <translation>现在按 %1 的设置生成，种子 %2</translation>
    </message>
    <message>
        <source>The training that wrote this sequence is not in the project.</source>
        <translation>写出此序列的训练不在项目中。</translation>
    </message>
    <message>
        <source>The engine module that runs Lever-LM is not installed.</source>
        <translation>未安装运行 Lever-LM 的引擎模块。</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Workbench for in-context learning with vision-language models</source>
        <translation>视觉语言模型上下文学习工作台</translation>
    </message>
    <message>
        <source>A project folder NAME.fulcrum.</source>
        <translation>项目文件夹 NAME.fulcrum。</translation>
    </message>
    <message>
        <source>Task to show: caption, vqa.</source>
        <translation>要显示的任务：caption、vqa。</translation>
    </message>
    <message>
        <source>Published id of the query to show.</source>
        <translation>要显示的查询的公开编号。</translation>
    </message>
    <message>
        <source>Number of demonstrations to show, 0 to 8.</source>
        <translation>要显示的示例数，0 到 8。</translation>
    </message>
    <message>
        <source>Theme: system, light, dark.</source>
        <translation>主题：system、light、dark。</translation>
    </message>
    <message>
        <source>Open the demo project; it is made when it is not there.</source>
        <translation>打开演示项目；不存在时会创建。</translation>
    </message>
    <message>
        <source>Do not restore the last session and do not save this one.</source>
        <translation>不恢复上次会话，也不保存本次会话。</translation>
    </message>
    <message>
        <source>Open the project without taking its lock.</source>
        <translation>打开项目但不加锁。</translation>
    </message>
    <message>
        <source>Draw the page into a PNG file without a display and exit.</source>
        <translation>无需显示器，将页面绘制到 PNG 文件并退出。</translation>
    </message>
    <message>
        <source>Size of the window for --screenshot.</source>
        <translation>--screenshot 的窗口大小。</translation>
    </message>
    <message>
        <source>--size must look like 1440x900</source>
        <translation>--size 的形式应为 1440x900</translation>
    </message>
    <message>
        <source>Only one project can be opened in a window.</source>
        <translation>一个窗口只能打开一个项目。</translation>
    </message>
    <message>
        <source>--%1: '%2' is not known (known are %3)</source>
        <translation>--%1：未知的值“%2”（可用：%3）</translation>
    </message>
    <message>
        <source>--query must be an image or question id, a whole number</source>
        <translation>--query 必须是图像或问题的编号（整数）</translation>
    </message>
    <message>
        <source>Split to show: train, val.</source>
        <translation>要显示的数据划分：train、val。</translation>
    </message>
    <message>
        <source>Filter of the Data page, as in the search box.</source>
        <translation>数据页的筛选条件，写法同搜索框。</translation>
    </message>
    <message>
        <source>Scroll the grid of the Data page from end to end, write the frame times and exit.</source>
        <translation>将数据页的网格从头滚动到尾，写出帧时间后退出。</translation>
    </message>
    <message>
        <source>Page to show: welcome, data, sequences, compare, sets, map, runs, charts, dm.</source>
        <translation>要显示的页面：welcome、data、sequences、compare、sets、map、runs、charts、dm。</translation>
    </message>
    <message>
        <source>Open a window of its own, even where another one has the project open.</source>
        <translation>另开一个窗口，即使项目已在别的窗口中打开。</translation>
    </message>
    <message>
        <source>Lowest level of the program's messages on the standard error: debug, info, warning, error.</source>
        <translation>在标准错误上输出程序消息的最低级别：debug、info、warning、error。</translation>
    </message>
    <message>
        <source>Comparison to show: strategies, runs, config, sets.</source>
        <translation>要显示的比较：strategies、runs、config、sets。</translation>
    </message>
    <message>
        <source>Chart to show: shots, bars, scatter, dm-scores, dm-gains, training, table.</source>
        <translation>要显示的图表：shots、bars、scatter、dm-scores、dm-gains、training、table。</translation>
    </message>
    <message>
        <source>How the Map page shows the samples: "pca|tsne image|text all|train|val split|tag|answer-type|score|used".</source>
        <translation>分布图页显示样本的方式："pca|tsne image|text all|train|val split|tag|answer-type|score|used"。</translation>
    </message>
    <message>
        <source>Number of the run that the D_M page shows.</source>
        <translation>D_M 页所显示运行的编号。</translation>
    </message>
    <message>
        <source>--run must be the number of a run</source>
        <translation>--run 必须是运行的编号</translation>
    </message>
    <message>
        <source>Form of the page. Data: grid, table, both; Sequences: lanes, columns, diff, film; Runs: list, table.</source>
        <translation>页面形式。数据：grid、table、both；序列：lanes、columns、diff、film；运行：list、table。</translation>
    </message>
</context>
<context>
    <name>MapGroups</name>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>其他 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>No tag</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Samples with several tags are shown under the most frequent one.</source>
        <translation>带有多个标签的样本归入其中最常见的标签。</translation>
    </message>
    <message>
        <source>No answer type</source>
        <translation>无答案类型</translation>
    </message>
    <message>
        <source>No score</source>
        <translation>无得分</translation>
    </message>
    <message>
        <source>A query's score is the mean over the strategies, shots and seeds of the run.</source>
        <translation>查询的得分是该运行中各策略、示例数和种子的均值。</translation>
    </message>
    <message>
        <source>Never used</source>
        <translation>从未使用</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Sequence</source>
        <translation>序列(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>数据(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>运行(&amp;R)</translation>
    </message>
</context>
<context>
    <name>PromptPreview</name>
    <message>
        <source>No model folder tells its tokens: shown as for IDEFICS.</source>
        <translation>没有模型文件夹说明其词元：按 IDEFICS 显示。</translation>
    </message>
</context>
<context>
    <name>Published</name>
    <message>
        <source>Published: %1 (%2); other data and models than this project's</source>
        <translation>已发表：%1（%2）；数据与模型不同于本项目</translation>
    </message>
</context>
<context>
    <name>PublishedTexts</name>
    <message>
        <source>%1, %2 (published)</source>
        <translation>%1，%2（已发表）</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>Visual question answering</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>CIDEr × 100</source>
        <translation>CIDEr × 100</translation>
    </message>
    <message>
        <source>accuracy in %</source>
        <translation>准确率（%）</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message numerus="yes">
        <source>%1: run %2, %3 queries, %n seeds</source>
        <translation>
            <numerusform>%1：运行 %2，%3 个查询，%n 个种子</numerusform>
        </translation>
    </message>
    <message>
        <source>bands: 95 % bootstrap over seeds and queries</source>
        <translation>阴影：对种子与查询自助抽样的 95 % 区间</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>score of a sequence</source>
        <translation>序列得分</translation>
    </message>
    <message>
        <source>sequences</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>gain in P(y|x,S)</source>
        <translation>P(y|x,S) 的增益</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
</context>
<context>
    <name>RunTexts</name>
    <message>
        <source>Lever-LM as published: demonstrations chosen for one query of a batch are forbidden to all of them, so results depend on the batch.</source>
        <translation>Lever-LM 按已发表的方式：为同批中某个查询选中的示例，其他查询都不能再选，因此结果取决于批次。</translation>
    </message>
    <message>
        <source>Generation stops where the model begins another demonstration. The published code lets it go on and cuts afterwards.</source>
        <translation>模型开始写下一个示例时即停止生成。已发表的代码会让它继续生成，事后再截断。</translation>
    </message>
    <message>
        <source>STTR for captions compares with the query's own caption: an oracle, not a method.</source>
        <translation>用于描述的 STTR 会与查询自身的描述比较：这是神谕，不是方法。</translation>
    </message>
    <message>
        <source>IDEFICS' cross-attention gate as in another version of its code.</source>
        <translation>IDEFICS 的交叉注意力门控采用其代码另一版本的行为。</translation>
    </message>
    <message>
        <source>D_M as published: beams are ranked by the gain of their last step alone, not by the probability of the answer.</source>
        <translation>D_M 按已发表的方式：束只按最后一步的增益排序，而不按答案的概率。</translation>
    </message>
    <message>
        <source>InfoScore as published: the scored span begins a token early and includes the joining text.</source>
        <translation>InfoScore 按已发表的方式：计分范围提前一个词元开始，并包含连接文本。</translation>
    </message>
    <message>
        <source>As published: every new demonstration stands in front in the stored list, whichever side it was scored on.</source>
        <translation>按已发表的方式：无论评分时在哪一侧，新示例在所存列表中总放在最前。</translation>
    </message>
    <message>
        <source>CIDEr scorer as published: the query's caption is compared with the references of the candidate.</source>
        <translation>CIDEr 评分器按已发表的方式：查询的描述与候选的参考描述比较。</translation>
    </message>
    <message>
        <source>Made by the published code, whose behaviour differs from Fulcrum's in known ways (batch mask, prompts, sampling). Compare with care.</source>
        <translation>由已发表的代码生成，其行为与 Fulcrum 有若干已知差异（批次掩码、提示、抽样）。比较时请谨慎。</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>generation settings</source>
        <translation>生成设置</translation>
    </message>
    <message>
        <source>duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>demonstrations</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>per-query scores</source>
        <translation>逐查询得分</translation>
    </message>
    <message>
        <source>From what it was made of: %1</source>
        <translation>来自其上游运行：%1</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 及另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>accuracy in %</source>
        <translation>准确率（%）</translation>
    </message>
    <message>
        <source>validation InfoScore</source>
        <translation>验证 InfoScore</translation>
    </message>
    <message>
        <source>validation loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>mean best score</source>
        <translation>平均最佳得分</translation>
    </message>
</context>
<context>
    <name>SequenceTexts</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
</context>
<context>
    <name>SetFacts</name>
    <message>
        <source>This data set has no sample %1.</source>
        <translation>此数据集没有样本 %1。</translation>
    </message>
    <message>
        <source>The embeddings of this data set have not been built yet.</source>
        <translation>尚未构建此数据集的嵌入。</translation>
    </message>
    <message>
        <source>The embeddings of this data set cannot be read.</source>
        <translation>无法读取此数据集的嵌入。</translation>
    </message>
    <message>
        <source>The evaluations of this project cannot be read.</source>
        <translation>无法读取此项目的评估。</translation>
    </message>
</context>
<context>
    <name>SortTexts</name>
    <message>
        <source>Order of the data set</source>
        <translation>数据集顺序</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Times used as ICD</source>
        <translation>用作 ICD 的次数</translation>
    </message>
    <message>
        <source>Score of %1</source>
        <translation>%1 的得分</translation>
    </message>
    <message>
        <source>Relevance</source>
        <translation>相关度</translation>
    </message>
    <message>
        <source>%1, descending</source>
        <translation>%1，降序</translation>
    </message>
</context>
<context>
    <name>SystemInfo</name>
    <message numerus="yes">
        <source>%n processor cores, %1 of memory</source>
        <translation>
            <numerusform>%n 个处理器核心，%1 内存</numerusform>
        </translation>
    </message>
    <message>
        <source>An NVIDIA device is there; used when the engine was built with CUDA</source>
        <translation>有 NVIDIA 设备；引擎支持 CUDA 时使用</translation>
    </message>
    <message>
        <source>No CUDA device: there is no NVIDIA driver</source>
        <translation>没有 CUDA 设备：没有 NVIDIA 驱动</translation>
    </message>
    <message>
        <source>Engine found; LibTorch is loaded when first needed</source>
        <translation>已找到引擎；首次需要时加载 LibTorch</translation>
    </message>
    <message>
        <source>The engine module is not installed</source>
        <translation>未安装引擎模块</translation>
    </message>
    <message>
        <source>needs the engine module</source>
        <translation>需要引擎模块</translation>
    </message>
    <message>
        <source>Browse and search</source>
        <translation>浏览与搜索</translation>
    </message>
    <message>
        <source>Retrieval from stored embeddings</source>
        <translation>基于已存嵌入的检索</translation>
    </message>
    <message>
        <source>Lever-LM training</source>
        <translation>训练 Lever-LM</translation>
    </message>
    <message>
        <source>Scoring with the tiny models</source>
        <translation>用小模型评分</translation>
    </message>
    <message>
        <source>Scoring with a 9B model</source>
        <translation>用 9B 模型评分</translation>
    </message>
    <message>
        <source>slow without a CUDA device</source>
        <translation>没有 CUDA 设备时较慢</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>Failed share</source>
        <translation>可失败占比</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>数值类型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>LVLM</source>
        <translation>视觉语言模型</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Fixed set</source>
        <translation>固定集合</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Query selection</source>
        <translation>查询选择</translation>
    </message>
    <message>
        <source>Query ids</source>
        <translation>查询编号</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>Max new tokens</source>
        <translation>最多新词元</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>长度惩罚</translation>
    </message>
    <message>
        <source>Stop at join</source>
        <translation>遇连接符停止</translation>
    </message>
    <message>
        <source>Oracle candidates</source>
        <translation>Oracle候选</translation>
    </message>
    <message>
        <source>Oracle max shots</source>
        <translation>Oracle最多示例</translation>
    </message>
    <message>
        <source>Sttr oracle</source>
        <translation>STTR的oracle</translation>
    </message>
    <message>
        <source>Official batch mask</source>
        <translation>官方批次屏蔽</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>门控</translation>
    </message>
    <message>
        <source>Queries per call</source>
        <translation>每次查询数</translation>
    </message>
    <message>
        <source>D_M runs</source>
        <translation>D_M 运行</translation>
    </message>
    <message>
        <source>Score threshold</source>
        <translation>得分阈值</translation>
    </message>
    <message>
        <source>Query image</source>
        <translation>查询图像</translation>
    </message>
    <message>
        <source>Query text</source>
        <translation>查询文本</translation>
    </message>
    <message>
        <source>ICD image</source>
        <translation>示例图像</translation>
    </message>
    <message>
        <source>ICD text</source>
        <translation>示例文本</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>头数</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Normalize</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Train encoder</source>
        <translation>训练编码器</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Warmup</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Gradient clip</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Train ratio</source>
        <translation>训练占比</translation>
    </message>
    <message>
        <source>Sequences per anchor</source>
        <translation>每锚点序列数</translation>
    </message>
    <message>
        <source>Query noise</source>
        <translation>查询噪声</translation>
    </message>
    <message>
        <source>Select by</source>
        <translation>选择依据</translation>
    </message>
    <message>
        <source>Select every</source>
        <translation>选择间隔</translation>
    </message>
    <message>
        <source>Select anchors</source>
        <translation>选择用锚点</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心</translation>
    </message>
    <message>
        <source>Checkpoint minutes</source>
        <translation>检查点间隔（分钟）</translation>
    </message>
    <message>
        <source>Scorer</source>
        <translation>评分器</translation>
    </message>
    <message>
        <source>Anchors</source>
        <translation>锚点</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Beam</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>池</translation>
    </message>
    <message>
        <source>Outside anchors</source>
        <translation>池外锚点</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>采样器</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>混合比例</translation>
    </message>
    <message>
        <source>Construct order</source>
        <translation>构造顺序</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>上下文范围</translation>
    </message>
    <message>
        <source>Front insertion</source>
        <translation>前插</translation>
    </message>
    <message>
        <source>Cider references</source>
        <translation>CIDEr参考</translation>
    </message>
    <message>
        <source>Generation beams</source>
        <translation>生成束宽</translation>
    </message>
    <message>
        <source>Anchors per call</source>
        <translation>每次锚点数</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>数据划分</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Train runs</source>
        <translation>训练运行</translation>
    </message>
    <message>
        <source>Share of the samples that may fail (an image cannot be read, a likelihood is not a number) before the run does</source>
        <translation>可以失败的样本占比（图像无法读取、似然不是数字），超过则运行失败</translation>
    </message>
    <message>
        <source>Share of the anchors that may fail (an image cannot be read, a likelihood is not a number) before the run does</source>
        <translation>可以失败的锚点占比（图像无法读取、似然不是数字），超过则运行失败</translation>
    </message>
    <message>
        <source>Share of the queries of a cell that may fail (an image cannot be read, a likelihood is not a number) before the run does</source>
        <translation>每个单元中可以失败的查询占比（图像无法读取、似然不是数字），超过则运行失败</translation>
    </message>
    <message>
        <source>Numbers of the vision-language model's weights: two bytes need half the memory, and change likelihoods a little</source>
        <translation>视觉语言模型权重的数值类型：两字节类型只需一半内存，似然会略有变化</translation>
    </message>
    <message>
        <source>name of the run; made from the settings when empty</source>
        <translation>运行名称；留空则按设置生成</translation>
    </message>
    <message>
        <source>seed of every random choice</source>
        <translation>所有随机选择的种子</translation>
    </message>
    <message>
        <source>auto, cpu or cuda:N</source>
        <translation>auto、cpu 或 cuda:N</translation>
    </message>
    <message>
        <source>CPU threads, 0 = all cores</source>
        <translation>CPU 线程数，0 = 全部核心</translation>
    </message>
    <message>
        <source>Task to evaluate</source>
        <translation>要评估的任务</translation>
    </message>
    <message>
        <source>Folder of the vision-language model; empty = the project's</source>
        <translation>视觉语言模型的文件夹；留空 = 项目的模型</translation>
    </message>
    <message>
        <source>How demonstrations are chosen</source>
        <translation>如何选择示例</translation>
    </message>
    <message>
        <source>Numbers of demonstrations</source>
        <translation>示例数量</translation>
    </message>
    <message>
        <source>Seeds of the strategies that draw at random</source>
        <translation>随机抽取的策略所用的种子</translation>
    </message>
    <message>
        <source>Published ids of the demonstrations of fixed, in prompt order; left out beyond their number. Empty = sets drawn at random</source>
        <translation>fixed 的示例的公开编号，按提示顺序；超出其数量则略去。留空 = 随机抽取集合</translation>
    </message>
    <message>
        <source>Which weights of a training run</source>
        <translation>使用训练运行的哪组权重</translation>
    </message>
    <message>
        <source>Number of queries; 0 = all</source>
        <translation>查询数量；0 = 全部</translation>
    </message>
    <message>
        <source>Which queries</source>
        <translation>哪些查询</translation>
    </message>
    <message>
        <source>Published ids of the queries, instead of a number of them; empty = by number</source>
        <translation>查询的公开编号，代替数量；留空 = 按数量</translation>
    </message>
    <message>
        <source>Where similarity strategies put the most similar demonstration</source>
        <translation>相似度策略把最相似的示例放在哪里</translation>
    </message>
    <message>
        <source>Beams of the generation; 1 = greedy</source>
        <translation>生成的束宽；1 = 贪心</translation>
    </message>
    <message>
        <source>0 = 20 for captions, 5 for VQA</source>
        <translation>0 = 描述 20，VQA 5</translation>
    </message>
    <message>
        <source>Exponent of the length in a beam's score</source>
        <translation>束得分中长度的指数</translation>
    </message>
    <message>
        <source>End an answer where a demonstration would end, instead of running on to the end token</source>
        <translation>在示例结束处结束答案，而不是一直写到结束符</translation>
    </message>
    <message>
        <source>Candidates the oracle tries for each query</source>
        <translation>oracle 为每个查询尝试的候选数</translation>
    </message>
    <message>
        <source>The oracle is left out beyond this</source>
        <translation>超过此数量则不做 oracle</translation>
    </message>
    <message>
        <source>Allow sttr for captions, which looks at the true caption</source>
        <translation>允许对描述使用 sttr，它会看到真实描述</translation>
    </message>
    <message>
        <source>As published: an item chosen for any query of a batch is blocked for all of it</source>
        <translation>与公开代码一致：批次中任一查询选中的项目对整批禁用</translation>
    </message>
    <message>
        <source>Tokens that see no image: current transformers, or as in 4.32</source>
        <translation>看不到图像的词元：按当前 transformers，或按 4.32</translation>
    </message>
    <message>
        <source>Prompts in one forest</source>
        <translation>一个森林中的提示数</translation>
    </message>
    <message>
        <source>D_M runs of one task that share a pool</source>
        <translation>同一任务、共用一个池的 D_M 运行</translation>
    </message>
    <message>
        <source>Sequences with a lower score are dropped</source>
        <translation>舍弃得分更低的序列</translation>
    </message>
    <message>
        <source>Write sequences in prompt order, or the demonstration next to the query first</source>
        <translation>按提示顺序写序列，或先写紧挨查询的示例</translation>
    </message>
    <message>
        <source>The query is shown as its image</source>
        <translation>查询以其图像表示</translation>
    </message>
    <message>
        <source>The query is shown as its question</source>
        <translation>查询以其问题表示</translation>
    </message>
    <message>
        <source>Demonstrations are shown as their images</source>
        <translation>示例以其图像表示</translation>
    </message>
    <message>
        <source>Demonstrations are shown as their captions or questions</source>
        <translation>示例以其描述或问题表示</translation>
    </message>
    <message>
        <source>The language model: a transformer, or the paper's LSTM (published with --width 128)</source>
        <translation>语言模型：Transformer，或论文的 LSTM（公开设置为 --width 128）</translation>
    </message>
    <message>
        <source>Width of the model; of a transformer a multiple of heads</source>
        <translation>模型宽度；Transformer 须为头数的倍数</translation>
    </message>
    <message>
        <source>Attention heads of a transformer</source>
        <translation>Transformer 的注意力头数</translation>
    </message>
    <message>
        <source>Transformer blocks or LSTM layers</source>
        <translation>Transformer 块数或 LSTM 层数</translation>
    </message>
    <message>
        <source>Dropout while training</source>
        <translation>训练时的 Dropout</translation>
    </message>
    <message>
        <source>Embeddings of length 1, or as the encoder projects them (as the official code has them)</source>
        <translation>长度为 1 的嵌入，或编码器投影得到的原样（与官方代码一致）</translation>
    </message>
    <message>
        <source>An MLP between the embeddings and the model</source>
        <translation>嵌入与模型之间的 MLP</translation>
    </message>
    <message>
        <source>Scale adapted embeddings to length 1</source>
        <translation>把适配后的嵌入缩放到长度 1</translation>
    </message>
    <message>
        <source>Train the project's encoder along, on images and texts in place of stored embeddings (the paper's VQA models). Sequences need embeddings by the trained encoder afterwards: the job's last line has the command</source>
        <translation>同时训练项目的编码器，用图像和文本代替已存储的嵌入（论文的 VQA 模型）。之后写序列需要由训练后的编码器生成的嵌入：任务日志的最后一行给出命令</translation>
    </message>
    <message>
        <source>Passes over the data</source>
        <translation>遍历数据的次数</translation>
    </message>
    <message>
        <source>Sequences a step</source>
        <translation>每步的序列数</translation>
    </message>
    <message>
        <source>Peak of the cosine schedule</source>
        <translation>余弦学习率的峰值</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>Share of the steps with a rising learning rate</source>
        <translation>学习率上升的步数占比</translation>
    </message>
    <message>
        <source>Largest gradient norm; 0 = no limit</source>
        <translation>最大梯度范数；0 = 不限制</translation>
    </message>
    <message>
        <source>Numbers of the products while training; bfloat16 is mixed precision: weights stay float32</source>
        <translation>训练时乘积的数值类型；bfloat16 为混合精度：权重保持 float32</translation>
    </message>
    <message>
        <source>Share of the anchors to train on; the rest validates</source>
        <translation>用于训练的锚点占比；其余用于验证</translation>
    </message>
    <message>
        <source>Best sequences of each anchor; 0 = all</source>
        <translation>每个锚点的最佳序列数；0 = 全部</translation>
    </message>
    <message>
        <source>Standard deviation of noise on the query embeddings while training</source>
        <translation>训练时加在查询嵌入上的噪声的标准差</translation>
    </message>
    <message>
        <source>Which epoch is "best": the last, that of the lowest validation loss, or that whose sequences for the validation anchors the vision-language model likes most</source>
        <translation>哪个轮次为“最佳”：最后一轮、验证损失最低的一轮，或其为验证锚点写出的序列最受视觉语言模型青睐的一轮</translation>
    </message>
    <message>
        <source>Epochs between two looks at the infoscore</source>
        <translation>两次查看 infoscore 之间的轮数</translation>
    </message>
    <message>
        <source>Validation anchors used for it</source>
        <translation>为此使用的验证锚点数</translation>
    </message>
    <message>
        <source>Stop when "best" is this many epochs old; 0 = train to the end</source>
        <translation>“最佳”已过去这么多轮则停止；0 = 训练到底</translation>
    </message>
    <message>
        <source>Minutes between two states that are kept within an epoch, so that a killed run loses little; 0 = at its end only (a run that is paused or stopped always keeps where it is)</source>
        <translation>轮次内两次保存状态之间的分钟数，使被终止的运行损失很少；0 = 仅在轮末（暂停或停止的运行总会保存进度）</translation>
    </message>
    <message>
        <source>Model folder for select_by infoscore; empty = that of the D_M</source>
        <translation>select_by infoscore 所用的模型文件夹；留空 = D_M 的模型</translation>
    </message>
    <message>
        <source>Task of anchors and demonstrations</source>
        <translation>锚点和示例的任务</translation>
    </message>
    <message>
        <source>What a demonstration gains: a difference of P(y|S,x), of its logarithm, or of the CIDEr of what the model writes</source>
        <translation>示例带来的增益：P(y|S,x) 之差、其对数之差，或模型所写内容的 CIDEr 之差</translation>
    </message>
    <message>
        <source>Anchors: queries with a known answer</source>
        <translation>锚点：已知答案的查询</translation>
    </message>
    <message>
        <source>Candidates drawn for each anchor</source>
        <translation>为每个锚点抽取的候选数</translation>
    </message>
    <message>
        <source>Sequences kept at each step</source>
        <translation>每步保留的序列数</translation>
    </message>
    <message>
        <source>Demonstrations in a sequence</source>
        <translation>一个序列中的示例数</translation>
    </message>
    <message>
        <source>Size of the demonstration pool, drawn from the train split; 0 = all of it</source>
        <translation>示例池的大小，从训练划分中抽取；0 = 全部</translation>
    </message>
    <message>
        <source>Draw anchors from images outside the pool (needs a pool smaller than the split)</source>
        <translation>从池外的图像中抽取锚点（池须小于该划分）</translation>
    </message>
    <message>
        <source>How candidates are drawn: at random, the most similar to the anchor by the stored embeddings, or some of each</source>
        <translation>如何抽取候选：随机、按已存储的嵌入与锚点最相似，或各取一些</translation>
    </message>
    <message>
        <source>Shares of random, image-similar and text-similar candidates for the sampler mixed</source>
        <translation>mixed 采样器中随机、图像相似、文本相似候选的占比</translation>
    </message>
    <message>
        <source>Where a new demonstration goes: in front of the others, or next to the query</source>
        <translation>新示例放在哪里：其他示例之前，或紧挨查询</translation>
    </message>
    <message>
        <source>What the beam keeps: the best likelihood, or as published the largest gain of the last step</source>
        <translation>束搜索保留什么：最高似然，或与公开代码一致，最后一步的最大增益</translation>
    </message>
    <message>
        <source>Which tokens are context: all before the answer, or as published all but the last join</source>
        <translation>哪些词元是上下文：答案之前的全部，或与公开代码一致，除最后的连接符外的全部</translation>
    </message>
    <message>
        <source>As published: put new ids in front of the stored list also when the construct order is right</source>
        <translation>与公开代码一致：构造顺序为 right 时也把新编号放在所存列表之前</translation>
    </message>
    <message>
        <source>Whose captions cider compares with: the query's, or as published those of the candidate's image</source>
        <translation>cider 与谁的描述比较：查询的，或与公开代码一致，候选图像的</translation>
    </message>
    <message>
        <source>Beams of the generation for cider; 1 = greedy</source>
        <translation>用于 cider 的生成束宽；1 = 贪心</translation>
    </message>
    <message>
        <source>Anchors scored in one forest</source>
        <translation>一个森林中评分的锚点数</translation>
    </message>
    <message>
        <source>Task whose samples are embedded</source>
        <translation>要嵌入其样本的任务</translation>
    </message>
    <message>
        <source>Folder of the encoder; empty = the project's</source>
        <translation>编码器的文件夹；留空 = 项目的编码器</translation>
    </message>
    <message>
        <source>What is embedded: images, captions or questions</source>
        <translation>嵌入什么：图像、描述或问题</translation>
    </message>
    <message>
        <source>Which splits</source>
        <translation>哪些数据划分</translation>
    </message>
    <message>
        <source>Samples a block</source>
        <translation>每块的样本数</translation>
    </message>
    <message>
        <source>Numbers of the stored embeddings</source>
        <translation>所存嵌入的数值类型</translation>
    </message>
    <message>
        <source>Training runs for lever-lm, one curve point each</source>
        <translation>用于 lever-lm 的训练运行，每个对应一个曲线点</translation>
    </message>
    <message>
        <source>D_M run whose pool is used and that golden is made from; empty = that of the first training run, or the whole train split</source>
        <translation>其池被使用、golden 由其生成的 D_M 运行；留空 = 第一个训练的 D_M，否则整个训练划分</translation>
    </message>
    <message>
        <source>Prompt template</source>
        <translation>提示模板</translation>
    </message>
    <message>
        <source>How anchors and demonstrations are written for the model: an instruction, &lt;image&gt;, then the words around &lt;Q&gt; and &lt;A&gt;; empty = the published template of the model</source>
        <translation>锚点和示例如何写给模型：可有说明，然后 &lt;image&gt;，再是 &lt;Q&gt; 和 &lt;A&gt; 周围的文字；留空 = 模型的公开模板</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::EngineService</name>
    <message>
        <source>Loading %1…</source>
        <translation>正在加载 %1…</translation>
    </message>
    <message>
        <source>Reading the references…</source>
        <translation>正在读取参考答案…</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>Loading the Lever-LM of run %1…</source>
        <translation>正在加载运行 %1 的 Lever-LM…</translation>
    </message>
    <message>
        <source>Lever-LM writes a sequence…</source>
        <translation>Lever-LM 正在写出序列…</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::IcdSets</name>
    <message>
        <source>Set</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Make set “%1”</source>
        <translation>创建集合“%1”</translation>
    </message>
    <message>
        <source>Delete set “%1”</source>
        <translation>删除集合“%1”</translation>
    </message>
    <message>
        <source>chosen by hand</source>
        <translation>人手选定</translation>
    </message>
    <message>
        <source>from a sequence: %1</source>
        <translation>来自序列：%1</translation>
    </message>
    <message>
        <source>what Lever-LM writes most often in run %1: %2</source>
        <translation>Lever-LM 在运行 %1 中最常写出的：%2</translation>
    </message>
    <message>
        <source>best of D_M, run %1</source>
        <translation>D_M 最佳，运行 %1</translation>
    </message>
    <message>
        <source>read from %1</source>
        <translation>读取自 %1</translation>
    </message>
    <message>
        <source>origin not known</source>
        <translation>来源未知</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::JobMonitor</name>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::JobProbe</name>
    <message>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
    <message>
        <source>The engine module is not installed.</source>
        <translation>未安装引擎模块。</translation>
    </message>
    <message>
        <source>Training is judged by earlier runs only.</source>
        <translation>训练的用时只能根据先前的运行估计。</translation>
    </message>
    <message>
        <source>There is no model to ask.</source>
        <translation>没有可询问的模型。</translation>
    </message>
    <message>
        <source>Only the project's own model can be measured.</source>
        <translation>只能测量项目自带的模型。</translation>
    </message>
    <message>
        <source>The data set is not loaded.</source>
        <translation>数据集尚未加载。</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::LaneBoard</name>
    <message>
        <source>What-if</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>edited from %1</source>
        <translation>由 %1 编辑而来</translation>
    </message>
    <message>
        <source>Move a demonstration</source>
        <translation>移动示例</translation>
    </message>
    <message>
        <source>Remove a demonstration</source>
        <translation>移除示例</translation>
    </message>
    <message numerus="yes">
        <source>Insert %n demonstrations</source>
        <translation>
            <numerusform>插入 %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit a demonstration</source>
        <translation>编辑示例</translation>
    </message>
    <message>
        <source>Duplicate a lane</source>
        <translation>复制策略行</translation>
    </message>
    <message>
        <source>Chosen by hand: there were no alternatives.</source>
        <translation>由人手选定：没有备选。</translation>
    </message>
    <message>
        <source>This strategy does not compare candidates step by step.</source>
        <translation>此策略不逐步比较候选。</translation>
    </message>
    <message>
        <source>The training that wrote this sequence is not in the project.</source>
        <translation>写出此序列的训练不在项目中。</translation>
    </message>
    <message>
        <source>The engine module that runs Lever-LM is not installed.</source>
        <translation>未安装运行 Lever-LM 的引擎模块。</translation>
    </message>
    <message>
        <source>written without sample %1</source>
        <translation>不用样本 %1 写出</translation>
    </message>
    <message>
        <source>Exclude a demonstration</source>
        <translation>排除示例</translation>
    </message>
    <message>
        <source>No other lane has a sequence to compare it with. Show hidden lanes, or build what the others lack.</source>
        <translation>没有其他泳道的序列可供比较。请显示隐藏的泳道，或补齐其他泳道所缺的内容。</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::LaneFilm</name>
    <message>
        <source>A what-if has one number of demonstrations.</source>
        <translation>假设分析只有一种示例数量。</translation>
    </message>
    <message>
        <source>Zero-shot has no demonstrations.</source>
        <translation>零样本没有示例。</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::ProjectSession</name>
    <message>
        <source>%1 (synthetic)</source>
        <translation>%1（合成）</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::RunBook</name>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>%1 is at work: stop it first.</source>
        <translation>%1 正在工作：请先停止它。</translation>
    </message>
    <message>
        <source>%1 was used by %2: delete that first.</source>
        <translation>%1 已被 %2 使用：请先删除后者。</translation>
    </message>
    <message>
        <source>Rename run %1</source>
        <translation>重命名运行 %1</translation>
    </message>
    <message>
        <source>Note of run %1</source>
        <translation>运行 %1 的备注</translation>
    </message>
    <message>
        <source>Tags of run %1</source>
        <translation>运行 %1 的标签</translation>
    </message>
    <message numerus="yes">
        <source>Tag %n runs “%1”</source>
        <translation>
            <numerusform>为 %n 次运行添加标签“%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Untag %n runs “%1”</source>
        <translation>
            <numerusform>移除 %n 次运行的标签“%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Archive %n runs</source>
        <translation>
            <numerusform>归档 %n 次运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n runs out of the archive</source>
        <translation>
            <numerusform>取消归档 %n 次运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n runs</source>
        <translation>
            <numerusform>删除 %n 次运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n runs</source>
        <translation>
            <numerusform>恢复 %n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no such experiment any more.</source>
        <translation>该实验已不存在。</translation>
    </message>
    <message>
        <source>An experiment needs a name.</source>
        <translation>实验需要名称。</translation>
    </message>
    <message>
        <source>The name is longer than %1 characters.</source>
        <translation>名称超过 %1 个字符。</translation>
    </message>
    <message>
        <source>There is another experiment of this task called “%1”: choose another name.</source>
        <translation>此任务已有名为“%1”的实验：请换一个名称。</translation>
    </message>
    <message>
        <source>the experiment cannot be renamed</source>
        <translation>无法重命名实验</translation>
    </message>
    <message>
        <source>Rename experiment “%1”</source>
        <translation>重命名实验“%1”</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::ThumbnailProvider</name>
    <message>
        <source>The file is not there: %1</source>
        <translation>文件不存在：%1</translation>
    </message>
    <message>
        <source>The file is empty: %1</source>
        <translation>文件为空：%1</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::WhatIfs</name>
    <message>
        <source>Discard a what-if</source>
        <translation>丢弃假设</translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::WorkspaceEdits</name>
    <message numerus="yes">
        <source>Star %n samples</source>
        <translation>
            <numerusform>为 %n 个样本加星标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unstar %n samples</source>
        <translation>
            <numerusform>取消 %n 个样本的星标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag %n samples “%1”</source>
        <translation>
            <numerusform>为 %n 个样本添加标签“%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Untag %n samples “%1”</source>
        <translation>
            <numerusform>移除 %n 个样本的标签“%1”</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>Save view “%1”</source>
        <translation>保存视图“%1”</translation>
    </message>
    <message>
        <source>Rename view “%1”</source>
        <translation>重命名视图“%1”</translation>
    </message>
    <message>
        <source>Delete view “%1”</source>
        <translation>删除视图“%1”</translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::FigureView</name>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 over %3, %n series</source>
        <translation>
            <numerusform>%1：纵轴为%2，横轴为%3，%n 条曲线</numerusform>
        </translation>
    </message>
    <message>
        <source>query %1</source>
        <translation>查询 %1</translation>
    </message>
    <message>
        <source> [%1, %2]</source>
        <translation> [%1, %2]</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::HistogramChart</name>
    <message>
        <source>%1 to %2: %3 %4</source>
        <translation>%1 到 %2：%3 %4</translation>
    </message>
    <message>
        <source>nothing to show</source>
        <translation>没有可显示的内容</translation>
    </message>
    <message>
        <source>mean %1</source>
        <translation>均值 %1</translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::ScatterChart</name>
    <message>
        <source>Map of samples</source>
        <translation>样本分布图</translation>
    </message>
    <message numerus="yes">
        <source>%n points</source>
        <translation>
            <numerusform>%n 个点</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::ScoreHistogram</name>
    <message>
        <source>Scores of sequences, and the threshold of training</source>
        <translation>序列的得分与训练的阈值</translation>
    </message>
    <message>
        <source>Threshold %1; scores from %2 to %3</source>
        <translation>阈值 %1；得分从 %2 到 %3</translation>
    </message>
    <message>
        <source>No scores yet</source>
        <translation>还没有得分</translation>
    </message>
    <message numerus="yes">
        <source>%1 to %2: %n sequences</source>
        <translation>
            <numerusform>%1 到 %2：%n 条序列</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::SpreadRows</name>
    <message>
        <source>Distributions</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>%1: nothing</source>
        <translation>%1：无</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n values, smallest %2, quarter %3, median %4, three quarters %5, largest %6, mean %7</source>
        <translation>
            <numerusform>%1：%n 个值，最小值 %2，下四分位数 %3，中位数 %4，上四分位数 %5，最大值 %6，均值 %7</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::delegates::JobDelegate</name>
    <message>
        <source>Pause at the end of this unit</source>
        <translation>在本单元结束时暂停</translation>
    </message>
    <message>
        <source>Go on where it stopped</source>
        <translation>从停止处继续</translation>
    </message>
    <message>
        <source>Stop; what is done is kept and can be resumed</source>
        <translation>停止；已完成的部分会保留，可以继续</translation>
    </message>
</context>
<context>
    <name>fulcrum::delegates::SampleDelegate</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>%1× ICD</source>
        <translation>ICD %1 次</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>输入命令</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ExportDialog</name>
    <message>
        <source>Export the chart</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>PDF (vector)</source>
        <translation>PDF（矢量）</translation>
    </message>
    <message>
        <source>SVG (vector)</source>
        <translation>SVG（矢量）</translation>
    </message>
    <message>
        <source>PNG (pixels)</source>
        <translation>PNG（像素）</translation>
    </message>
    <message>
        <source>LaTeX pgfplots</source>
        <translation>LaTeX pgfplots</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> 毫米</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> 磅</translation>
    </message>
    <message>
        <source> dpi</source>
        <translation> dpi</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Transparent ground</source>
        <translation>透明背景</translation>
    </message>
    <message>
        <source>The drawing is empty.</source>
        <translation>绘图为空。</translation>
    </message>
    <message>
        <source>%1 (data)</source>
        <translation>%1（数据）</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Put the drawing on the clipboard, as PNG and SVG</source>
        <translation>将绘图以 PNG 和 SVG 放入剪贴板</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Text as paths</source>
        <translation>文字转为路径</translation>
    </message>
    <message>
        <source>Outlines in place of text: needs no font, cannot be searched or edited</source>
        <translation>以轮廓代替文字：不需要字体，但无法搜索或编辑</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>Copied as PNG and SVG.</source>
        <translation>已复制为 PNG 和 SVG。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::FieldEditor</name>
    <message>
        <source>Words, separated by commas</source>
        <translation>词语，以逗号分隔</translation>
    </message>
    <message>
        <source>Numbers, separated by commas</source>
        <translation>数字，以逗号分隔</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>The project's own</source>
        <translation>项目自带的</translation>
    </message>
    <message>
        <source>Made from the settings</source>
        <translation>由设置自动生成</translation>
    </message>
    <message numerus="yes">
        <source>%n demonstrations</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw: %1</source>
        <translation>抽取：%1</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>选择：%1</translation>
    </message>
    <message>
        <source>As published. </source>
        <translation>按已发表的方式。 </translation>
    </message>
    <message>
        <source>Corrected. </source>
        <translation>已修正。 </translation>
    </message>
    <message>
        <source>The published template of the model</source>
        <translation>模型的公开模板</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::FormPresets</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Fill the form with settings kept in the project, or with the published ones</source>
        <translation>用项目中保存的设置或已发表的设置填写表单</translation>
    </message>
    <message>
        <source>Published settings</source>
        <translation>已发表的设置</translation>
    </message>
    <message>
        <source>The defaults of the published scripts</source>
        <translation>已发表脚本的默认值</translation>
    </message>
    <message>
        <source>Save as preset…</source>
        <translation>保存为预设…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation>保存为预设</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ImportResultsDialog</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Import official results</source>
        <translation>导入官方结果</translation>
    </message>
    <message>
        <source>Files to import</source>
        <translation>要导入的文件</translation>
    </message>
    <message>
        <source>As the files or their folders say</source>
        <translation>以文件或其文件夹所示为准</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>As the folder says, else unknown</source>
        <translation>以文件夹所示为准，否则未知</translation>
    </message>
    <message>
        <source>What was imported</source>
        <translation>已导入的内容</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>metrics.json and generation_metainfo/*.json of the published code, its generated D_M data, and runs that Fulcrum has exported as zip.</source>
        <translation>已发表代码的 metrics.json 和 generation_metainfo/*.json、其生成的 D_M 数据，以及 Fulcrum 导出为 zip 的运行。</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Results (*.json *.zip);;All files (*)</source>
        <translation>结果 (*.json *.zip);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Folder of results</source>
        <translation>结果文件夹</translation>
    </message>
    <message>
        <source>Add a file first.</source>
        <translation>请先添加文件。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>正在导入…</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>未导入任何内容。</translation>
    </message>
    <message>
        <source>Run %1 “%2” was imported before.</source>
        <translation>运行 %1“%2”此前已导入。</translation>
    </message>
    <message>
        <source>Run %1 “%2” is new.</source>
        <translation>运行 %1“%2”为新导入。</translation>
    </message>
    <message>
        <source>Not known: %1.</source>
        <translation>未知：%1。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::JobFormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Run after</source>
        <translation>前置运行</translation>
    </message>
    <message>
        <source>Start when that run has succeeded; if it does not, this one is stopped</source>
        <translation>在该运行成功后开始；如果未成功，则停止此任务</translation>
    </message>
    <message>
        <source>Nothing: start when the lane is free</source>
        <translation>无：队列空闲时开始</translation>
    </message>
    <message>
        <source>There are none</source>
        <translation>没有可选项</translation>
    </message>
    <message>
        <source>Evaluate these queries</source>
        <translation>评估这些查询</translation>
    </message>
    <message>
        <source>By number</source>
        <translation>按数量</translation>
    </message>
    <message>
        <source>As many queries as the number above says</source>
        <translation>查询数以上方的数字为准</translation>
    </message>
    <message>
        <source>Run %1 is not finished: let this one run after it</source>
        <translation>运行 %1 尚未完成：请让此任务在其之后运行</translation>
    </message>
    <message>
        <source>Anchors: the train split has only %1 samples</source>
        <translation>锚点：训练集只有 %1 个样本</translation>
    </message>
    <message>
        <source>%1 of %2 sequences are kept</source>
        <translation>保留 %1 / %2 条序列</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::JobSummaryPanel</name>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Resume it instead</source>
        <translation>改为继续该运行</translation>
    </message>
    <message>
        <source>What it will do</source>
        <translation>将要执行的工作</translation>
    </message>
    <message>
        <source>The same on the command line</source>
        <translation>对应的命令行</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Cells of the evaluation</source>
        <translation>评估单元</translation>
    </message>
    <message>
        <source>%1 generations in %2 cells</source>
        <translation>%1 次生成，分布在 %2 个评估单元</translation>
    </message>
    <message>
        <source>%1 sequences seen in all</source>
        <translation>总计看到 %1 条序列</translation>
    </message>
    <message>
        <source>%1 images and texts to encode</source>
        <translation>%1 个图像和文本待编码</translation>
    </message>
    <message>
        <source>%1 of %2 sequences are kept</source>
        <translation>保留 %1 / %2 条序列</translation>
    </message>
    <message>
        <source>About %1 on the disk</source>
        <translation>约占磁盘 %1</translation>
    </message>
    <message>
        <source>Time: not known before an earlier run of this kind, or a measurement</source>
        <translation>用时：需要先有同类的运行或测量才能得知</translation>
    </message>
    <message>
        <source>Time: about %1</source>
        <translation>用时：约 %1</translation>
    </message>
    <message>
        <source>Time: about %1 to %2</source>
        <translation>用时：约 %1 到 %2</translation>
    </message>
    <message>
        <source>(as run %1 took)</source>
        <translation>（依据运行 %1 的用时）</translation>
    </message>
    <message>
        <source>(measured with five samples)</source>
        <translation>（用五个样本测得）</translation>
    </message>
    <message>
        <source>%1 at %2: %3 of %4 cells are done</source>
        <translation>%1，示例数 %2：已完成 %3 / %4 个评估单元</translation>
    </message>
    <message>
        <source>Run %1 has done exactly this.</source>
        <translation>运行 %1 做过完全相同的工作。</translation>
    </message>
    <message numerus="yes">
        <source>Run %1 has the same settings and %n units are done.</source>
        <translation>
            <numerusform>运行 %1 的设置相同，已完成 %n 个单元。</numerusform>
        </translation>
    </message>
    <message>
        <source>Run %1 is doing exactly this.</source>
        <translation>运行 %1 正在做完全相同的工作。</translation>
    </message>
    <message>
        <source>Ready to start</source>
        <translation>可以开始</translation>
    </message>
    <message numerus="yes">
        <source>%n things to mend</source>
        <translation>
            <numerusform>%n 项待修正</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Do five samples of this work now and time them</source>
        <translation>现在就做其中五个样本并计时</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::NewProjectDialog</name>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>New project from COCO or VQAv2</source>
        <translation>从 COCO 或 VQAv2 新建项目</translation>
    </message>
    <message>
        <source>Project folder (NAME.fulcrum)</source>
        <translation>项目文件夹（NAME.fulcrum）</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Images, %1</source>
        <translation>图像，%1</translation>
    </message>
    <message>
        <source>Captions, %1</source>
        <translation>描述，%1</translation>
    </message>
    <message>
        <source>VQA questions, %1</source>
        <translation>VQA 问题，%1</translation>
    </message>
    <message>
        <source>VQA answers, %1</source>
        <translation>VQA 答案，%1</translation>
    </message>
    <message>
        <source>Encoder folder (CLIP)</source>
        <translation>编码器文件夹（CLIP）</translation>
    </message>
    <message>
        <source>Vision-language model folder</source>
        <translation>视觉语言模型文件夹</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>选择：%1</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Choose where the project goes.</source>
        <translation>请选择项目的位置。</translation>
    </message>
    <message>
        <source>Choose the image folders of both splits.</source>
        <translation>请选择两个划分的图像文件夹。</translation>
    </message>
    <message>
        <source>Choose the captions, or questions and answers, of both splits.</source>
        <translation>请选择两个划分的描述，或问题与答案。</translation>
    </message>
    <message>
        <source>Choose the folder that the data lies in: Fulcrum looks what is there and what is missing. The files stay where they are.</source>
        <translation>请选择数据所在的文件夹：Fulcrum 会查看其中有什么、缺什么。文件保持原位。</translation>
    </message>
    <message>
        <source>Folder with the data: annotations, images, models</source>
        <translation>数据文件夹：标注、图像、模型</translation>
    </message>
    <message>
        <source>Folder with the data</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Look for COCO captions, Karpathy's split, VQAv2, images and models below this folder</source>
        <translation>在此文件夹下查找 COCO 描述、Karpathy 划分、VQAv2、图像和模型</translation>
    </message>
    <message>
        <source>Progress of looking at the folder</source>
        <translation>查看文件夹的进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>找到的内容</translation>
    </message>
    <message>
        <source>VQA images, if others, %1</source>
        <translation>VQA 图像（如不同），%1</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
    <message>
        <source>The folder is still being looked at.</source>
        <translation>仍在查看文件夹。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::PromptPreviewPanel</name>
    <message>
        <source>Another sample</source>
        <translation>另一个样本</translation>
    </message>
    <message>
        <source>Edit the published one</source>
        <translation>编辑公开模板</translation>
    </message>
    <message>
        <source>What the model reads: a demonstration, then the query</source>
        <translation>模型读到的内容：一个示例，然后是查询</translation>
    </message>
    <message>
        <source>Preview of the prompt</source>
        <translation>提示预览</translation>
    </message>
    <message>
        <source>Put the published template of the model into the editor, to change it</source>
        <translation>把模型的公开模板放入编辑器以便修改</translation>
    </message>
    <message>
        <source>Show the template on the next sample of the train split</source>
        <translation>在训练划分的下一个样本上显示模板</translation>
    </message>
    <message>
        <source>%1 tokens before the first demonstration, %2 of the demonstration, %3 of the query, whose answer follows token %4.</source>
        <translation>第一个示例之前 %1 个词元，示例 %2 个，查询 %3 个，其答案在第 %4 个词元之后。</translation>
    </message>
    <message>
        <source>This is the published template for %1.</source>
        <translation>这是 %1 的公开模板。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::SamplePicker</name>
    <message>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <source>Insert demonstrations</source>
        <translation>插入示例</translation>
    </message>
    <message>
        <source>Words, /pattern/, id:42, similar:"a red bus" …</source>
        <translation>词语、/正则/、id:42、similar:"a red bus" …</translation>
    </message>
    <message>
        <source>Search the train split</source>
        <translation>搜索训练集</translation>
    </message>
    <message>
        <source>Samples of the train split</source>
        <translation>训练集的样本</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 个样本</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::SetSourceDialog</name>
    <message>
        <source>Make the set</source>
        <translation>创建集合</translation>
    </message>
    <message>
        <source>Set from Lever-LM</source>
        <translation>来自 Lever-LM 的集合</translation>
    </message>
    <message>
        <source>Set from a D_M</source>
        <translation>来自 D_M 的集合</translation>
    </message>
    <message>
        <source>Lever-LM reads the query in every variant, so it cannot write without one. This takes the sequence that it wrote most often over the queries of a finished evaluation.</source>
        <translation>Lever-LM 的每种变体都要读取查询，因此没有查询就无法写出。这里取它在一次已完成评估的各查询上最常写出的序列。</translation>
    </message>
    <message>
        <source>The demonstrations of a D_M by the sum of the scores of the sequences they stand in, the best next to the query.</source>
        <translation>取 D_M 中的示例，按其所在序列的得分之和排序，最好的紧邻查询。</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>D_M run</source>
        <translation>D_M 运行</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>找到的内容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1  (#%2)</source>
        <translation>%1  (#%2)</translation>
    </message>
    <message numerus="yes">
        <source>The best %n demonstrations</source>
        <translation>
            <numerusform>最好的 %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Best of D_M %1</source>
        <translation>D_M %1 的最佳</translation>
    </message>
    <message>
        <source>Training seed %1: written for %2 of %3 queries</source>
        <translation>训练种子 %1：在 %3 个查询中为 %2 个写出</translation>
    </message>
    <message numerus="yes">
        <source>Lever-LM, %n shots, seed %1</source>
        <translation>
            <numerusform>Lever-LM，%n 个示例，种子 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>seed %1, %2 of %3 queries</source>
        <translation>种子 %1，%2 / %3 个查询</translation>
    </message>
    <message>
        <source>There is no evaluation of this task yet.</source>
        <translation>此任务还没有评估。</translation>
    </message>
    <message>
        <source>There is no D_M of this task yet.</source>
        <translation>此任务还没有 D_M。</translation>
    </message>
    <message>
        <source>It refers to sample %1, which this data set does not have.</source>
        <translation>它引用了样本 %1，而此数据集中没有该样本。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>设置的各页</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Data and cache</source>
        <translation>数据与缓存</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Takes effect when Fulcrum is started again.</source>
        <translation>重新启动 Fulcrum 后生效。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Open what was open when Fulcrum was closed</source>
        <translation>打开 Fulcrum 关闭时打开的内容</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>no cache</source>
        <translation>不缓存</translation>
    </message>
    <message>
        <source>Thumbnails on the disk</source>
        <translation>磁盘上的缩略图</translation>
    </message>
    <message>
        <source>The pictures that were not looked at for the longest time go first.</source>
        <translation>最久未查看的图片最先清除。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Remove all thumbnails; they are made again when they are looked at</source>
        <translation>移除所有缩略图；再次查看时会重新生成</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>已使用</translation>
    </message>
    <message numerus="yes">
        <source>all %n cores</source>
        <translation>
            <numerusform>全部 %n 个核心</numerusform>
        </translation>
    </message>
    <message>
        <source>Threads of new jobs</source>
        <translation>新任务的线程数</translation>
    </message>
    <message>
        <source>Device of new jobs</source>
        <translation>新任务的设备</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Memory guard</source>
        <translation>内存保护</translation>
    </message>
    <message>
        <source>Jobs pause at the end of their unit when less memory than this is free.</source>
        <translation>可用内存低于此值时，任务会在单元结束时暂停。</translation>
    </message>
    <message>
        <source>Standard (Okabe-Ito)</source>
        <translation>标准 (Okabe-Ito)</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>In the light theme. Markers and dashes tell the series apart as well.</source>
        <translation>用于浅色主题。标记和虚线同样可以区分各曲线。</translation>
    </message>
    <message>
        <source>Where the published code has a quirk, Fulcrum has both behaviours. New forms begin with these; a run remembers what it was made with, and shows it.</source>
        <translation>已发表的代码有特殊行为之处，Fulcrum 两种行为都提供。新表单以这里的选择为初始值；每次运行都会记住并显示所用的行为。</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ShortcutEditor</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Search an action or keys</source>
        <translation>搜索操作或按键</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Give the selected action the keys that it had at first</source>
        <translation>将所选操作的按键恢复为初始设置</translation>
    </message>
    <message>
        <source>Give every action the keys that it had at first</source>
        <translation>将所有操作的按键恢复为初始设置</translation>
    </message>
    <message>
        <source>Double-click or press F2 to change keys.</source>
        <translation>双击或按 F2 更改按键。</translation>
    </message>
    <message numerus="yes">
        <source>%n actions share keys: neither works.</source>
        <translation>
            <numerusform>%n 个操作的按键相同：均不起作用。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ShortcutsDialog</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Project, editing, jobs</source>
        <translation>项目、编辑、任务</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Other pages</source>
        <translation>其他页面</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::TextDialog</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::TrashDialog</name>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Empty the trash…</source>
        <translation>清空回收站…</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>删除时间</translation>
    </message>
    <message>
        <source>Days left</source>
        <translation>剩余天数</translation>
    </message>
    <message>
        <source>Deleted runs</source>
        <translation>已删除的运行</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Deleted runs stay here for %1 days, then they are removed with their checkpoints.</source>
        <translation>已删除的运行会在此保留 %1 天，之后连同其检查点一并移除。</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>回收站为空。</translation>
    </message>
    <message>
        <source>Select runs to restore.</source>
        <translation>请选择要恢复的运行。</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n runs for good? This cannot be undone.</source>
        <translation>
            <numerusform>永久移除 %n 次运行？此操作无法撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::AnchorModel</name>
    <message>
        <source>sample %1 is not in this data set</source>
        <translation>样本 %1 不在此数据集中</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1
No gain: the best sequence does not help this anchor</source>
        <translation>%1
无增益：最好的序列对此锚点没有帮助</translation>
    </message>
    <message>
        <source>%1, no gain</source>
        <translation>%1，无增益</translation>
    </message>
    <message>
        <source>Caption or question of the anchor</source>
        <translation>锚点的描述或问题</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Score of the best sequence</source>
        <translation>最佳序列的得分</translation>
    </message>
    <message>
        <source>P(y|x) without demonstrations, and with the best sequence</source>
        <translation>没有示例时的 P(y|x)，以及使用最佳序列时的值</translation>
    </message>
    <message>
        <source>P(y|x)</source>
        <translation>P(y|x)</translation>
    </message>
    <message>
        <source>Beams with the demonstrations of a better one</source>
        <translation>与更好的束示例相同的束</translation>
    </message>
    <message>
        <source>Dupl.</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Image or question id of the anchor</source>
        <translation>锚点的图像或问题编号</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::ComparisonModel</name>
    <message>
        <source>%1
A: %2 (%3)
B: %4 (%5)</source>
        <translation>%1
A：%2（%3）
B：%4（%5）</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Question and answer</source>
        <translation>问题与答案</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>A − B</source>
        <translation>A − B</translation>
    </message>
    <message>
        <source>A says</source>
        <translation>A 的输出</translation>
    </message>
    <message>
        <source>B says</source>
        <translation>B 的输出</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::DifferenceModel</name>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>This run has no such key.</source>
        <translation>此运行没有这个键。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::FigureTableModel</name>
    <message>
        <source>Panel</source>
        <translation>子图</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Lower end</source>
        <translation>下界</translation>
    </message>
    <message>
        <source>Upper end</source>
        <translation>上界</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::JobListModel</name>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>正在结束</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>D_M construction</source>
        <translation>构建 D_M</translation>
    </message>
    <message>
        <source>Lever-LM training</source>
        <translation>训练 Lever-LM</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Stopping after this unit…</source>
        <translation>将在本单元后停止…</translation>
    </message>
    <message>
        <source>%1 · took %2</source>
        <translation>%1 · 用时 %2</translation>
    </message>
    <message>
        <source>Run %1, %2, lane %3</source>
        <translation>运行 %1，%2，队列 %3</translation>
    </message>
    <message>
        <source>%1, %2, %3 of %4 units</source>
        <translation>%1，%2，%3 / %4 单元</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>estimating the time</source>
        <translation>正在估计时间</translation>
    </message>
    <message>
        <source>%1 units/s</source>
        <translation>每秒 %1 个单元</translation>
    </message>
    <message>
        <source>%1 a unit</source>
        <translation>每单元 %1</translation>
    </message>
    <message>
        <source>Starts after run %1</source>
        <translation>在运行 %1 之后开始</translation>
    </message>
    <message>
        <source>%1 · another program (pid %2) works on it</source>
        <translation>%1 · 另一程序 (pid %2) 正在处理</translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation>%1 内存</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n failed</source>
        <translation>
            <numerusform>%1，%n 个失败</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::LogModel</name>
    <message>
        <source>Debug</source>
        <translation>调试</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::PivotModel</name>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>数据划分</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>seed unknown</source>
        <translation>种子未知</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>published</source>
        <translation>已发表</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>model unknown</source>
        <translation>模型未知</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message numerus="yes">
        <source>%n seeds</source>
        <translation>
            <numerusform>%n 个种子</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queries</source>
        <translation>
            <numerusform>%n 个查询</numerusform>
        </translation>
    </message>
    <message>
        <source>no scores of single queries</source>
        <translation>没有单个查询的得分</translation>
    </message>
    <message>
        <source>± standard error over seeds</source>
        <translation>± 种子间的标准误</translation>
    </message>
    <message>
        <source>± standard error over queries</source>
        <translation>± 查询间的标准误</translation>
    </message>
    <message>
        <source>One number: no standard error</source>
        <translation>只有一个数值：没有标准误</translation>
    </message>
    <message>
        <source>Others are means over more numbers of shots: not ranked.</source>
        <translation>其他为更多示例数上的均值：不参与排名。</translation>
    </message>
    <message>
        <source>%1, best</source>
        <translation>%1，最佳</translation>
    </message>
    <message>
        <source>%1, second</source>
        <translation>%1，次佳</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::RunTreeModel</name>
    <message>
        <source>parity</source>
        <translation>复现</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>已导入</translation>
    </message>
    <message>
        <source>active</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>Active: the table and the charts are about this run.</source>
        <translation>当前：表格和图表针对此运行。</translation>
    </message>
    <message>
        <source>Not known: %1.</source>
        <translation>未知：%1。</translation>
    </message>
    <message>
        <source>Archived: hidden unless archived runs are shown.</source>
        <translation>已归档：除非显示已归档的运行，否则隐藏。</translation>
    </message>
    <message>
        <source>%1, %2 %</source>
        <translation>%1，%2 %</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n failed</source>
        <translation>
            <numerusform>%1，%n 个失败</numerusform>
        </translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Mean of %1 over all shots and seeds</source>
        <translation>所有示例数和种子的%1均值</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n runs</source>
        <translation>
            <numerusform>%1，%n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>Queries of an evaluation, anchors of a D_M</source>
        <translation>评估的查询，D_M 的锚点</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SampleModel</name>
    <message>
        <source>Sample %1: %2</source>
        <translation>样本 %1：%2</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Question id</source>
        <translation>问题编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>标签：%1</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星标</translation>
    </message>
    <message numerus="yes">
        <source>Used as a demonstration %n times</source>
        <translation>
            <numerusform>用作示例 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>The image file is not there: %1</source>
        <translation>图像文件不存在：%1</translation>
    </message>
    <message>
        <source>Row; a click goes back to the order of the data set</source>
        <translation>行号；点击恢复数据集顺序</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Words of the question, or of the first caption</source>
        <translation>问题或第一条描述的词数</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>As ICD</source>
        <translation>用作 ICD</translation>
    </message>
    <message>
        <source>How often stored predictions used it as a demonstration</source>
        <translation>已存预测将其用作示例的次数</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SeriesModel</name>
    <message>
        <source>%1, group %2</source>
        <translation>%1，组 %2</translation>
    </message>
    <message>
        <source>%1 (group %2)</source>
        <translation>%1（组 %2）</translation>
    </message>
    <message>
        <source>Check to show, double-click to show only this one, F2 to rename</source>
        <translation>勾选以显示，双击则只显示此项，F2 重命名</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SetListModel</name>
    <message numerus="yes">
        <source>%1, %n demonstrations, %2</source>
        <translation>
            <numerusform>%1，%n 个示例，%2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1
%n demonstrations, %2</source>
        <translation>
            <numerusform>%1
%n 个示例，%2</numerusform>
        </translation>
    </message>
    <message>
        <source>made %1</source>
        <translation>创建于 %1</translation>
    </message>
    <message>
        <source>Rename set “%1”</source>
        <translation>重命名集合“%1”</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::ShortcutModel</name>
    <message>
        <source>Also: %1</source>
        <translation>另有：%1</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>At first</source>
        <translation>初始按键</translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SummaryModel</name>
    <message numerus="yes">
        <source>%1 queries, %n seeds</source>
        <translation>
            <numerusform>%1 个查询，%n 个种子</numerusform>
        </translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Avg 1~2</source>
        <translation>平均 1~2</translation>
    </message>
    <message>
        <source>Avg 3~8</source>
        <translation>平均 3~8</translation>
    </message>
    <message>
        <source>Avg 1~8</source>
        <translation>平均 1~8</translation>
    </message>
</context>
<context>
    <name>fulcrum::shell::MainWindow</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>Work on image captioning</source>
        <translation>处理图像描述任务</translation>
    </message>
    <message>
        <source>VQA</source>
        <translation>视觉问答</translation>
    </message>
    <message>
        <source>Work on visual question answering</source>
        <translation>处理视觉问答任务</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>正在打开 %1…</translation>
    </message>
    <message>
        <source>Work on this task</source>
        <translation>处理此任务</translation>
    </message>
    <message>
        <source>The project has no files for this task</source>
        <translation>项目没有此任务的文件</translation>
    </message>
    <message>
        <source>Open for reading only: nothing can be started or changed.</source>
        <translation>以只读方式打开：无法启动或更改任何内容。</translation>
    </message>
    <message>
        <source>Fulcrum</source>
        <translation>Fulcrum</translation>
    </message>
    <message>
        <source>%1 – Fulcrum</source>
        <translation>%1 – Fulcrum</translation>
    </message>
    <message>
        <source>%1% – %2</source>
        <translation>%1% – %2</translation>
    </message>
    <message>
        <source>No job is running</source>
        <translation>没有运行中的任务</translation>
    </message>
    <message numerus="yes">
        <source>%n jobs, %1%</source>
        <translation>
            <numerusform>%n 个任务，%1%</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jobs</source>
        <translation>
            <numerusform>%n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>This build has no such job.</source>
        <translation>此构建不含该任务。</translation>
    </message>
    <message>
        <source>There is no earlier query.</source>
        <translation>没有更早的查询。</translation>
    </message>
    <message>
        <source>There is no later query.</source>
        <translation>没有更晚的查询。</translation>
    </message>
    <message>
        <source>Restored after an unexpected end.</source>
        <translation>已从意外结束中恢复。</translation>
    </message>
    <message>
        <source>Jobs are running</source>
        <translation>任务正在运行</translation>
    </message>
    <message>
        <source>Pause and quit</source>
        <translation>暂停并退出</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>Make a project from COCO or VQAv2 files</source>
        <translation>用 COCO 或 VQAv2 文件新建项目</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>Open &amp;demo project</source>
        <translation>打开演示项目(&amp;D)</translation>
    </message>
    <message>
        <source>Open Tiny World; it is made when it is not there</source>
        <translation>打开 Tiny World；不存在时会创建</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>重新载入(&amp;R)</translation>
    </message>
    <message>
        <source>Read the project again</source>
        <translation>重新读取项目</translation>
    </message>
    <message>
        <source>&amp;Close project</source>
        <translation>关闭项目(&amp;C)</translation>
    </message>
    <message>
        <source>Close the project; jobs pause at the end of their unit</source>
        <translation>关闭项目；任务在单元结束时暂停</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>End the program</source>
        <translation>结束程序</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>查找(&amp;F)</translation>
    </message>
    <message>
        <source>Go to the search box</source>
        <translation>转到搜索框</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>数据(&amp;D)</translation>
    </message>
    <message>
        <source>Browse and search images, captions and questions</source>
        <translation>浏览和搜索图像、描述与问题</translation>
    </message>
    <message>
        <source>&amp;Sequences</source>
        <translation>序列(&amp;S)</translation>
    </message>
    <message>
        <source>What each strategy chooses for the current query</source>
        <translation>各策略为当前查询选择的示例</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>S&amp;tart page</source>
        <translation>起始页(&amp;T)</translation>
    </message>
    <message>
        <source>Projects, and what this computer can do</source>
        <translation>项目，以及这台计算机的能力</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>检查器(&amp;I)</translation>
    </message>
    <message>
        <source>Show or hide everything about the selected sample</source>
        <translation>显示或隐藏所选样本的全部信息</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>Show or hide the queue and history of jobs</source>
        <translation>显示或隐藏任务队列与历史</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>日志(&amp;L)</translation>
    </message>
    <message>
        <source>Show or hide the log</source>
        <translation>显示或隐藏日志</translation>
    </message>
    <message>
        <source>Theme of the &amp;system</source>
        <translation>跟随系统主题(&amp;S)</translation>
    </message>
    <message>
        <source>Light or dark as the desktop is</source>
        <translation>与桌面一致的浅色或深色</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>Always light</source>
        <translation>始终浅色</translation>
    </message>
    <message>
        <source>Da&amp;rk theme</source>
        <translation>深色主题(&amp;R)</translation>
    </message>
    <message>
        <source>Always dark</source>
        <translation>始终深色</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>使用整个屏幕</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put the docks back to where they were at first</source>
        <translation>将停靠窗口放回初始位置</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>后退(&amp;B)</translation>
    </message>
    <message>
        <source>The query looked at before</source>
        <translation>之前查看的查询</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>前进(&amp;F)</translation>
    </message>
    <message>
        <source>The query looked at after</source>
        <translation>之后查看的查询</translation>
    </message>
    <message>
        <source>Build &amp;embeddings…</source>
        <translation>构建嵌入(&amp;E)…</translation>
    </message>
    <message>
        <source>Encode images and texts once, for retrieval and Lever-LM</source>
        <translation>对图像和文本编码一次，供检索和 Lever-LM 使用</translation>
    </message>
    <message>
        <source>Build &amp;D_M…</source>
        <translation>构建 D_M(&amp;D)…</translation>
    </message>
    <message>
        <source>Search the demonstration sequences that help a vision-language model most</source>
        <translation>搜索对视觉语言模型帮助最大的示例序列</translation>
    </message>
    <message>
        <source>&amp;Train Lever-LM…</source>
        <translation>训练 Lever-LM(&amp;T)…</translation>
    </message>
    <message>
        <source>Train the small model that writes demonstration sequences</source>
        <translation>训练生成示例序列的小模型</translation>
    </message>
    <message>
        <source>E&amp;valuate…</source>
        <translation>评估(&amp;V)…</translation>
    </message>
    <message>
        <source>Compare strategies over shots and seeds</source>
        <translation>在不同示例数和种子下比较策略</translation>
    </message>
    <message>
        <source>&amp;Pause all</source>
        <translation>全部暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Pause every running job at the end of its unit</source>
        <translation>在单元结束时暂停所有运行中的任务</translation>
    </message>
    <message>
        <source>&amp;Resume interrupted</source>
        <translation>继续中断的任务(&amp;R)</translation>
    </message>
    <message>
        <source>Let paused and interrupted jobs go on</source>
        <translation>让暂停和中断的任务继续</translation>
    </message>
    <message>
        <source>Command &amp;palette</source>
        <translation>命令面板(&amp;P)</translation>
    </message>
    <message>
        <source>Find and run any command</source>
        <translation>查找并运行任意命令</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>All keys on one page</source>
        <translation>一页列出全部按键</translation>
    </message>
    <message>
        <source>&amp;About Fulcrum</source>
        <translation>关于 Fulcrum(&amp;A)</translation>
    </message>
    <message>
        <source>About Fulcrum</source>
        <translation>关于 Fulcrum</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Nothing changed yet</source>
        <translation>尚无更改</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Take the last change of tags or views back</source>
        <translation>撤销上一次对标签或视图的更改</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Make the change again that was taken back</source>
        <translation>重新执行被撤销的更改</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>撤销(&amp;U)：%1</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>重做(&amp;R)：%1</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有任何更改。</translation>
    </message>
    <message>
        <source>Nothing was taken back.</source>
        <translation>没有被撤销的更改。</translation>
    </message>
    <message>
        <source>&amp;Filters</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>Show or hide the values that samples can be filtered by</source>
        <translation>显示或隐藏可用于筛选样本的值</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>历史(&amp;H)</translation>
    </message>
    <message>
        <source>Show or hide what was changed and can be undone</source>
        <translation>显示或隐藏可撤销的更改</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Data are being imported.</source>
        <translation>正在导入数据。</translation>
    </message>
    <message>
        <source>Nothing is being imported.</source>
        <translation>当前没有导入任务。</translation>
    </message>
    <message>
        <source>&amp;Import changed files</source>
        <translation>导入已更改的文件(&amp;I)</translation>
    </message>
    <message>
        <source>Read the data files again; what has changed is imported beside the old version</source>
        <translation>重新读取数据文件；已更改的内容会作为新版本导入，旧版本保留</translation>
    </message>
    <message>
        <source>Cancel the import</source>
        <translation>取消导入</translation>
    </message>
    <message>
        <source>Stop reading; nothing of it stays</source>
        <translation>停止读取；不会留下任何内容</translation>
    </message>
    <message>
        <source>Importing, %1 %: %2</source>
        <translation>正在导入，%1 %：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.</source>
        <translation>
            <numerusform>%1 自 %2 以来已更改，已作为新版本导入；仍有 %n 次运行引用旧版本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records were left out; the first: %1</source>
        <translation>
            <numerusform>有 %n 条记录被略过；第一条：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>S&amp;tep</source>
        <translation>步骤(&amp;T)</translation>
    </message>
    <message>
        <source>Show or hide why the selected demonstration was chosen</source>
        <translation>显示或隐藏所选示例被选中的原因</translation>
    </message>
    <message>
        <source>Getting started</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Write what this page shows to a file</source>
        <translation>将此页显示的内容写入文件</translation>
    </message>
    <message>
        <source>&amp;Import official results…</source>
        <translation>导入官方结果(&amp;I)…</translation>
    </message>
    <message>
        <source>Store metrics.json, generated D_M data or exported runs as runs of this project</source>
        <translation>将 metrics.json、生成的 D_M 数据或导出的运行存为此项目的运行</translation>
    </message>
    <message>
        <source>&amp;Getting started</source>
        <translation>入门(&amp;G)</translation>
    </message>
    <message>
        <source>Show or hide the first things to do</source>
        <translation>显示或隐藏首先要做的事</translation>
    </message>
    <message>
        <source>Hel&amp;p</source>
        <translation>帮助(&amp;P)</translation>
    </message>
    <message>
        <source>Show or hide the user guide</source>
        <translation>显示或隐藏用户指南</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>Language, theme, cache, devices, shortcuts</source>
        <translation>语言、主题、缓存、设备、快捷键</translation>
    </message>
    <message>
        <source>&amp;Contents</source>
        <translation>目录(&amp;C)</translation>
    </message>
    <message>
        <source>The user guide, at what is shown now</source>
        <translation>用户指南中与当前显示内容对应的部分</translation>
    </message>
    <message>
        <source>&amp;This computer…</source>
        <translation>这台计算机(&amp;T)…</translation>
    </message>
    <message>
        <source>What Fulcrum can do here, and why</source>
        <translation>Fulcrum 在这里能做什么，以及原因</translation>
    </message>
    <message>
        <source>&amp;Report a problem…</source>
        <translation>报告问题(&amp;R)…</translation>
    </message>
    <message>
        <source>Versions and the end of the log, to copy; nothing is sent</source>
        <translation>版本和日志末尾，供复制；不会发送任何内容</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>版本与许可</translation>
    </message>
    <message>
        <source>Open &amp;read-only</source>
        <translation>以只读方式打开(&amp;R)</translation>
    </message>
    <message>
        <source>Look at the project that another program holds</source>
        <translation>查看另一程序正在使用的项目</translation>
    </message>
    <message>
        <source>&amp;Raise its window</source>
        <translation>切换到其窗口(&amp;R)</translation>
    </message>
    <message>
        <source>Bring the window that has the project open to the front</source>
        <translation>将已打开此项目的窗口置于最前</translation>
    </message>
    <message>
        <source>No project is held by another program.</source>
        <translation>没有被另一程序使用的项目。</translation>
    </message>
    <message>
        <source>The guide is not installed: it is `docs/user-guide.md` of the source.</source>
        <translation>未安装用户指南：它是源代码中的 `docs/user-guide.md`。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2，%3</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台计算机</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <translation>报告问题</translation>
    </message>
    <message>
        <source>Copy this into your report. Nothing is sent. Look through it first: names of projects and files are in it.</source>
        <translation>请将此内容复制到您的报告中。不会发送任何内容。请先检查一遍：其中含有项目和文件的名称。</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Fulcrum %1&lt;/h3&gt;&lt;p&gt;A workbench for in-context learning with vision-language models.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later, without any warranty.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Fulcrum %1&lt;/h3&gt;&lt;p&gt;视觉语言模型上下文学习工作台。&lt;/p&gt;&lt;p&gt;自由软件，依据 GNU 通用公共许可证第 3 版或更高版本发布，不提供任何担保。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;Built with Qt %1 (LGPL 3), QCustomPlot (GPL 3), LibTorch (BSD), SQLite (public domain), SQLiteCpp (MIT), simdjson (Apache 2), nlohmann-json (MIT), PCRE2 (BSD), fmt (MIT), CLI11 (BSD), tl-expected (CC0), cairo (LGPL 2.1).&lt;/p&gt;</source>
        <translation>&lt;p&gt;使用 Qt %1 (LGPL 3)、QCustomPlot (GPL 3)、LibTorch (BSD)、SQLite（公有领域）、SQLiteCpp (MIT)、simdjson (Apache 2)、nlohmann-json (MIT)、PCRE2 (BSD)、fmt (MIT)、CLI11 (BSD)、tl-expected (CC0)、cairo (LGPL 2.1) 构建。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Selection (%1)</source>
        <translation>所选（%1）</translation>
    </message>
    <message>
        <source>Filtered (%1)</source>
        <translation>筛选结果（%1）</translation>
    </message>
    <message>
        <source>Only %1 MiB of memory are free: the jobs pause. Close other programs, or lower the guard in the settings.</source>
        <translation>可用内存仅剩 %1 MiB：任务将暂停。请关闭其他程序，或在设置中调低内存保护的值。</translation>
    </message>
    <message>
        <source>Jobs pause at the end of their unit when the window closes, and can be resumed at the next start. Without the window, the command line can go on with them.</source>
        <translation>窗口关闭时，任务会在单元结束时暂停，下次启动时可以继续。没有窗口时，可以用命令行继续执行。</translation>
    </message>
    <message>
        <source>Keep running in background</source>
        <translation>在后台继续运行</translation>
    </message>
    <message>
        <source>fulcrum-cli goes on with what runs and waits, one after the other</source>
        <translation>fulcrum-cli 会逐个继续执行运行中和排队中的任务</translation>
    </message>
    <message>
        <source>fulcrum-cli is not beside this program</source>
        <translation>fulcrum-cli 不在此程序旁边</translation>
    </message>
    <message>
        <source>%1 could not be started; the jobs are paused.</source>
        <translation>无法启动 %1；任务已暂停。</translation>
    </message>
    <message>
        <source>Perspective: &amp;Explore</source>
        <translation>视角：探索(&amp;E)</translation>
    </message>
    <message>
        <source>Browse samples, with filters and inspector</source>
        <translation>浏览样本，带筛选和检查器</translation>
    </message>
    <message>
        <source>Perspective: E&amp;xplain</source>
        <translation>视角：解释(&amp;X)</translation>
    </message>
    <message>
        <source>One query's sequences, with the step inspector</source>
        <translation>单个查询的序列，带步骤检查器</translation>
    </message>
    <message>
        <source>Perspective: &amp;Run</source>
        <translation>视角：运行(&amp;R)</translation>
    </message>
    <message>
        <source>Runs, with jobs and log</source>
        <translation>运行，带任务和日志</translation>
    </message>
    <message>
        <source>Perspective: &amp;Figure</source>
        <translation>视角：制图(&amp;F)</translation>
    </message>
    <message>
        <source>Charts with the whole window</source>
        <translation>图表占据整个窗口</translation>
    </message>
    <message>
        <source>&amp;Save this layout…</source>
        <translation>保存此布局(&amp;S)…</translation>
    </message>
    <message>
        <source>Keep the present page and docks under a name</source>
        <translation>以名称保存当前页面和停靠窗口</translation>
    </message>
    <message>
        <source>Save this layout</source>
        <translation>保存此布局</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Saved &amp;layouts…</source>
        <translation>已保存的布局(&amp;L)…</translation>
    </message>
    <message>
        <source>Go to a layout that was saved, or remove one</source>
        <translation>转到已保存的布局，或移除布局</translation>
    </message>
    <message>
        <source>No layout was saved yet.</source>
        <translation>尚未保存布局。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Strategies, evaluations, configurations and sets beside each other</source>
        <translation>并列显示策略、评估、配置和集合</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>S&amp;ets</source>
        <translation>集合(&amp;E)</translation>
    </message>
    <message>
        <source>Fixed and golden sets: the same demonstrations for every query</source>
        <translation>固定集合与黄金集合：每个查询使用相同的示例</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>分布图</translation>
    </message>
    <message>
        <source>&amp;Map</source>
        <translation>分布图(&amp;M)</translation>
    </message>
    <message>
        <source>Which samples are alike: embeddings as points of a plane</source>
        <translation>哪些样本相似：以平面上的点显示嵌入</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>Every run with what it remembers, and tables of results</source>
        <translation>每次运行及其记录的信息，以及结果表</translation>
    </message>
    <message>
        <source>Metric over shots, bars, scatter, D_M, training curves, results table</source>
        <translation>指标曲线、柱形图、散点图、D_M、训练曲线与结果表</translation>
    </message>
    <message>
        <source>D_M</source>
        <translation>D_M</translation>
    </message>
    <message>
        <source>D_&amp;M</source>
        <translation>D_M(&amp;M)</translation>
    </message>
    <message>
        <source>Anchors of a D_M, the sequences found for them, and what they gain</source>
        <translation>D_M 的锚点、为其找到的序列，以及带来的增益</translation>
    </message>
    <message>
        <source>Project &amp;doctor…</source>
        <translation>项目检查(&amp;D)…</translation>
    </message>
    <message>
        <source>Look for missing files, damaged tables and models that do not fit</source>
        <translation>查找缺失的文件、损坏的表以及不匹配的模型</translation>
    </message>
    <message>
        <source>Looking at the project's files…</source>
        <translation>正在检查项目的文件…</translation>
    </message>
    <message>
        <source>Project doctor</source>
        <translation>项目检查</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::BeamView</name>
    <message>
        <source>Step %1: %2</source>
        <translation>第 %1 步：%2</translation>
    </message>
    <message>
        <source>Beam %1</source>
        <translation>束 %1</translation>
    </message>
    <message>
        <source>Score %1</source>
        <translation>得分 %1</translation>
    </message>
    <message>
        <source>The gain of the last step, as published; earlier gains are not in it</source>
        <translation>最后一步的增益，按已发表的方式；不含之前各步的增益</translation>
    </message>
    <message>
        <source>The gain of the whole sequence over the prompt without demonstrations</source>
        <translation>整条序列相对于没有示例的提示的增益</translation>
    </message>
    <message>
        <source>P(y|x) %1 → %2</source>
        <translation>P(y|x) %1 → %2</translation>
    </message>
    <message>
        <source>Likelihood of the anchor's answer, geometric mean of its tokens: without demonstrations, and with these</source>
        <translation>锚点答案的似然，取其词元的几何平均：没有示例时，以及使用这些示例时</translation>
    </message>
    <message>
        <source>Gain of the step: difference of log P</source>
        <translation>该步的增益：log P 之差</translation>
    </message>
    <message>
        <source>Gain of the step: difference of P</source>
        <translation>该步的增益：P 之差</translation>
    </message>
    <message>
        <source>Duplicate of beam %1: the same demonstrations</source>
        <translation>与束 %1 重复：示例相同</translation>
    </message>
    <message>
        <source>Dropped by the threshold</source>
        <translation>低于阈值，已舍弃</translation>
    </message>
    <message>
        <source>Place %1</source>
        <translation>位置 %1</translation>
    </message>
    <message>
        <source>Place %1 · step %2</source>
        <translation>位置 %1 · 第 %2 步</translation>
    </message>
    <message>
        <source>Place in the prompt, next to the query; and the step of the search that chose it</source>
        <translation>在提示中的位置，紧邻查询；以及选中它的搜索步骤</translation>
    </message>
    <message>
        <source>Place in the prompt; and the step of the search that chose it</source>
        <translation>在提示中的位置；以及选中它的搜索步骤</translation>
    </message>
    <message>
        <source>P after it %1</source>
        <translation>之后的 P %1</translation>
    </message>
    <message>
        <source>Likelihood of the anchor's answer after the step that chose this demonstration</source>
        <translation>选中此示例的那一步之后，锚点答案的似然</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ChartOptions</name>
    <message>
        <source>Bars of</source>
        <translation>柱形所示</translation>
    </message>
    <message>
        <source>What the bars show</source>
        <translation>柱形显示的内容</translation>
    </message>
    <message>
        <source>Cell on the y axis</source>
        <translation>y 轴的评估单元</translation>
    </message>
    <message>
        <source>Cell on the x axis</source>
        <translation>x 轴的评估单元</translation>
    </message>
    <message>
        <source>over</source>
        <translation>对</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>互换</translation>
    </message>
    <message>
        <source>Change the axes</source>
        <translation>互换坐标轴</translation>
    </message>
    <message>
        <source>D_M runs</source>
        <translation>D_M 运行</translation>
    </message>
    <message>
        <source>Whose sequences are counted</source>
        <translation>统计哪些运行的序列</translation>
    </message>
    <message>
        <source>Best beam only</source>
        <translation>仅最佳束</translation>
    </message>
    <message>
        <source>Of each anchor only the sequence with the highest score</source>
        <translation>每个锚点只取得分最高的序列</translation>
    </message>
    <message>
        <source>automatic bins</source>
        <translation>自动分箱</translation>
    </message>
    <message>
        <source> bins</source>
        <translation> 个分箱</translation>
    </message>
    <message>
        <source>Number of bins</source>
        <translation>分箱数</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Violins</source>
        <translation>小提琴图</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>箱线图</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>训练运行</translation>
    </message>
    <message>
        <source>Whose curves are drawn</source>
        <translation>绘制哪些运行的曲线</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>%1 (run %2)</source>
        <translation>%1（运行 %2）</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 次运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Avg %1</source>
        <translation>平均 %1</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ChartsPage</name>
    <message>
        <source>Copy the results table</source>
        <translation>复制结果表</translation>
    </message>
    <message>
        <source>Copy all results as text with tabs</source>
        <translation>以制表符文本复制全部结果</translation>
    </message>
    <message>
        <source>Published numbers</source>
        <translation>已发表的数值</translation>
    </message>
    <message>
        <source>Lay the numbers of the paper over the curves</source>
        <translation>将论文中的数值叠加到曲线上</translation>
    </message>
    <message>
        <source>Results table</source>
        <translation>结果表</translation>
    </message>
    <message>
        <source>What each strategy reaches with 1 to 8 demonstrations</source>
        <translation>各策略使用 1 到 8 个示例时达到的指标</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Loss and learning rate of Lever-LM, live</source>
        <translation>Lever-LM 的损失与学习率，实时更新</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>There are no results yet.</source>
        <translation>还没有结果。</translation>
    </message>
    <message>
        <source>There is no chart to export yet.</source>
        <translation>还没有可导出的图表。</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Charts show the results of a project.</source>
        <translation>图表显示项目的结果。</translation>
    </message>
    <message>
        <source>No training yet</source>
        <translation>还没有训练</translation>
    </message>
    <message>
        <source>Its curves appear here while it runs.</source>
        <translation>训练运行时曲线会显示在这里。</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>还没有结果</translation>
    </message>
    <message>
        <source>Evaluate some strategies: each finished cell appears here as a point with its confidence interval.</source>
        <translation>评估一些策略：每个完成的单元会在这里显示为一个带置信区间的点。</translation>
    </message>
    <message>
        <source>Numbers of the chart</source>
        <translation>图表的数值</translation>
    </message>
    <message>
        <source>Copy the results as LaTeX</source>
        <translation>将结果复制为 LaTeX</translation>
    </message>
    <message>
        <source>Booktabs: best bold, second underlined, mean ± standard error</source>
        <translation>Booktabs：最佳加粗，次佳加下划线，均值 ± 标准误</translation>
    </message>
    <message>
        <source>Copy the results as Markdown</source>
        <translation>将结果复制为 Markdown</translation>
    </message>
    <message>
        <source>Best bold, second underlined, mean ± standard error</source>
        <translation>最佳加粗，次佳加下划线，均值 ± 标准误</translation>
    </message>
    <message>
        <source>Copy the results as CSV</source>
        <translation>将结果复制为 CSV</translation>
    </message>
    <message>
        <source>All digits, with standard errors and intervals</source>
        <translation>全部位数，含标准误和区间</translation>
    </message>
    <message>
        <source>Copy as image</source>
        <translation>复制为图像</translation>
    </message>
    <message>
        <source>Copy the chart as PNG and SVG, in its size on paper</source>
        <translation>以纸面尺寸将图表复制为 PNG 和 SVG</translation>
    </message>
    <message>
        <source>View as table</source>
        <translation>以表格查看</translation>
    </message>
    <message>
        <source>The numbers that the chart draws</source>
        <translation>图表所绘的数值</translation>
    </message>
    <message>
        <source>Style panel</source>
        <translation>样式面板</translation>
    </message>
    <message>
        <source>Show or hide size, text, axes and legend of the chart</source>
        <translation>显示或隐藏图表的尺寸、文字、坐标轴和图例</translation>
    </message>
    <message>
        <source>Show the whole chart</source>
        <translation>显示整个图表</translation>
    </message>
    <message>
        <source>Undo all zooming (double click, Home)</source>
        <translation>撤销全部缩放（双击，Home）</translation>
    </message>
    <message>
        <source>Kind of chart</source>
        <translation>图表类型</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>柱形图</translation>
    </message>
    <message>
        <source>All strategies at one number of shots, or averaged</source>
        <translation>同一示例数下的所有策略，或取平均</translation>
    </message>
    <message>
        <source>A over B</source>
        <translation>A 对 B</translation>
    </message>
    <message>
        <source>Two cells of an evaluation, query by query</source>
        <translation>两个评估单元，逐个查询比较</translation>
    </message>
    <message>
        <source>D_M scores</source>
        <translation>D_M 得分</translation>
    </message>
    <message>
        <source>How the scores of the beams are distributed</source>
        <translation>束的得分如何分布</translation>
    </message>
    <message>
        <source>Gains</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>What each step of the beam search added</source>
        <translation>束搜索每一步带来的增益</translation>
    </message>
    <message>
        <source>Results as numbers</source>
        <translation>以数值表示的结果</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>The chart as an image, the results as text</source>
        <translation>图表复制为图像，结果复制为文本</translation>
    </message>
    <message>
        <source>Place of the legend</source>
        <translation>图例的位置</translation>
    </message>
    <message>
        <source>No D_M yet</source>
        <translation>还没有 D_M</translation>
    </message>
    <message>
        <source>Build a D_M: the scores of its sequences appear here.</source>
        <translation>构建 D_M 后，其序列的得分会显示在这里。</translation>
    </message>
    <message>
        <source>No gains yet</source>
        <translation>还没有增益</translation>
    </message>
    <message>
        <source>Build a D_M: what each step of its search added appears here. Imported official files keep no gains.</source>
        <translation>构建 D_M 后，其搜索每一步带来的增益会显示在这里。导入的官方文件不含增益。</translation>
    </message>
    <message>
        <source>There is no chart yet.</source>
        <translation>还没有图表。</translation>
    </message>
    <message>
        <source>A table is copied as text.</source>
        <translation>表格会复制为文本。</translation>
    </message>
    <message>
        <source>This is a table already.</source>
        <translation>这已经是表格。</translation>
    </message>
    <message>
        <source>The whole chart is shown.</source>
        <translation>已显示整个图表。</translation>
    </message>
    <message>
        <source>Published numbers are laid over the chart of shots.</source>
        <translation>已发表的数值叠加在示例数图表上。</translation>
    </message>
    <message>
        <source>There is no room for it: make the window wider or hide docks (F4).</source>
        <translation>空间不足：请加宽窗口或隐藏停靠窗口（F4）。</translation>
    </message>
    <message>
        <source> [%1, %2]</source>
        <translation> [%1, %2]</translation>
    </message>
    <message>
        <source>{} of {} points outside</source>
        <translation>{} / {} 个点在范围外</translation>
    </message>
    <message>
        <source>Query %1</source>
        <translation>查询 %1</translation>
    </message>
    <message>
        <source>%1 over %2</source>
        <translation>%1 对 %2</translation>
    </message>
    <message>
        <source>Show the query</source>
        <translation>显示查询</translation>
    </message>
    <message>
        <source>%1 at %2 %3</source>
        <translation>%1（%2 %3）</translation>
    </message>
    <message>
        <source>%1 values, median %2</source>
        <translation>%1 个值，中位数 %2</translation>
    </message>
    <message>
        <source>quartiles %1 and %2</source>
        <translation>四分位数 %1 和 %2</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>从 %1 到 %2</translation>
    </message>
    <message numerus="yes">
        <source>, %n shots</source>
        <translation>
            <numerusform>，%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>, %1</source>
        <translation>，%1</translation>
    </message>
    <message>
        <source>, standard error %1</source>
        <translation>，标准误 %1</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>运行 %1，%2</translation>
    </message>
    <message>
        <source>%1 queries; seeds: %2</source>
        <translation>%1 个查询；种子：%2</translation>
    </message>
    <message numerus="yes">
        <source>95 % interval: bootstrap over %n seeds and the queries, 1,000 resamples</source>
        <translation>
            <numerusform>95 % 区间：对 %n 个种子与查询自助抽样，重抽样 1,000 次</numerusform>
        </translation>
    </message>
    <message>
        <source>95 % interval: bootstrap over the queries, 1,000 resamples; one seed only</source>
        <translation>95 % 区间：对查询自助抽样，重抽样 1,000 次；只有一个种子</translation>
    </message>
    <message>
        <source>Show queries</source>
        <translation>显示查询</translation>
    </message>
    <message>
        <source>Size of the chart</source>
        <translation>图表的尺寸</translation>
    </message>
    <message>
        <source>Export the results table</source>
        <translation>导出结果表</translation>
    </message>
    <message>
        <source>LaTeX (*.tex);;Markdown (*.md);;CSV (*.csv)</source>
        <translation>LaTeX (*.tex);;Markdown (*.md);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>The table was written to %1.</source>
        <translation>表格已写入 %1。</translation>
    </message>
    <message>
        <source>Remove added runs</source>
        <translation>移除添加的运行</translation>
    </message>
    <message>
        <source>Take the runs out of the chart that were dragged onto it</source>
        <translation>从图表中移除拖入的运行</translation>
    </message>
    <message>
        <source>No run was added. Drag some from the Runs page, or choose “Add to chart” there.</source>
        <translation>尚未添加运行。请从“运行”页拖入，或在那里选择“添加到图表”。</translation>
    </message>
    <message>
        <source>%1 (run %2), %3 queries</source>
        <translation>%1（运行 %2），%3 个查询</translation>
    </message>
    <message>
        <source>Added: %1. Runs may have been asked other queries: compare their levels with care.</source>
        <translation>已添加：%1。各运行的查询可能不同：比较数值时请谨慎。</translation>
    </message>
    <message>
        <source>The chart shows them already.</source>
        <translation>图表已显示它们。</translation>
    </message>
    <message>
        <source>Nothing to draw: only evaluations with a finished cell, D_M and trainings have series.</source>
        <translation>没有可绘制的内容：只有含已完成单元的评估、D_M 和训练才有数据系列。</translation>
    </message>
    <message numerus="yes">
        <source>%n runs added to the chart.</source>
        <translation>
            <numerusform>已向图表添加 %n 个运行。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ComparePage</name>
    <message>
        <source>Strategies, one query</source>
        <translation>各策略，单个查询</translation>
    </message>
    <message>
        <source>What 2 to 6 strategies give the current query, position by position</source>
        <translation>2 到 6 个策略为当前查询给出的示例，逐个位置对照</translation>
    </message>
    <message>
        <source>Two runs, all queries</source>
        <translation>两次运行，全部查询</translation>
    </message>
    <message>
        <source>Two cells of evaluations, query by query: who wins where</source>
        <translation>两个评估单元，逐个查询比较：各在何处胜出</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Settings, metrics and environment of 2 to 10 runs, key by key</source>
        <translation>2 到 10 次运行的设置、指标和环境，逐个键比较</translation>
    </message>
    <message>
        <source>Two sets</source>
        <translation>两个集合</translation>
    </message>
    <message>
        <source>Two ICD sets beside each other</source>
        <translation>并列显示两个 ICD 集合</translation>
    </message>
    <message>
        <source>Next win</source>
        <translation>下一处胜出</translation>
    </message>
    <message>
        <source>The next query in which A is better than B</source>
        <translation>下一个 A 优于 B 的查询</translation>
    </message>
    <message>
        <source>Next loss</source>
        <translation>下一处落败</translation>
    </message>
    <message>
        <source>The next query in which B is better than A</source>
        <translation>下一个 B 优于 A 的查询</translation>
    </message>
    <message>
        <source>Copy the comparison</source>
        <translation>复制比较结果</translation>
    </message>
    <message>
        <source>Copy what is shown as text with tabs</source>
        <translation>以制表符文本复制显示的内容</translation>
    </message>
    <message>
        <source>Choose “Two runs, all queries” first.</source>
        <translation>请先选择“两次运行，全部查询”。</translation>
    </message>
    <message>
        <source>There is nothing compared yet.</source>
        <translation>尚未比较任何内容。</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>导出比较结果</translation>
    </message>
    <message>
        <source>Table with tabs (*.tsv)</source>
        <translation>制表符分隔的表格 (*.tsv)</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ConditionEditor</name>
    <message>
        <source>Not: samples of which this does not hold</source>
        <translation>取反：不满足此条件的样本</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Upper and lower case differ</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>is</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>matches the expression</source>
        <translation>匹配表达式</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>equals</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>lies between</source>
        <translation>介于</translation>
    </message>
    <message>
        <source>is less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>不超过</translation>
    </message>
    <message>
        <source>is more than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>is at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>and</source>
        <translation>和</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Upper number</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Type one or more ids, with commas between them.</source>
        <translation>请输入一个或多个编号，用逗号分隔。</translation>
    </message>
    <message>
        <source>Type what to look for.</source>
        <translation>请输入要查找的内容。</translation>
    </message>
    <message>
        <source>The first number must not be the larger one.</source>
        <translation>第一个数不能大于第二个数。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ConfigComparison</name>
    <message>
        <source>Keys and values of the chosen runs</source>
        <translation>所选运行的键和值</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Runs to compare</source>
        <translation>要比较的运行</translation>
    </message>
    <message>
        <source>Only different</source>
        <translation>仅不同项</translation>
    </message>
    <message>
        <source>Hide keys whose values are the same in all runs</source>
        <translation>隐藏在所有运行中值都相同的键</translation>
    </message>
    <message>
        <source>Hide ignored keys</source>
        <translation>隐藏可忽略的键</translation>
    </message>
    <message>
        <source>Hide what differs between any two runs and explains nothing: name, note, tags, times, host, hash of the spec</source>
        <translation>隐藏任意两次运行间都会不同、又不说明问题的内容：名称、备注、标签、时间、主机、规格的哈希</translation>
    </message>
    <message>
        <source>Filter keys and values (regular expression)</source>
        <translation>筛选键和值（正则表达式）</translation>
    </message>
    <message>
        <source>Filter keys and values</source>
        <translation>筛选键和值</translation>
    </message>
    <message>
        <source>Not a regular expression: %1 at character %2</source>
        <translation>不是正则表达式：第 %2 个字符处 %1</translation>
    </message>
    <message>
        <source>%1  (#%2)</source>
        <translation>%1  (#%2)</translation>
    </message>
    <message>
        <source>%1 keys differ, %2 hidden by the filters</source>
        <translation>%1 个键不同，%2 个被筛选隐藏</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Runs of a project are compared here.</source>
        <translation>在这里比较项目的运行。</translation>
    </message>
    <message>
        <source>Fewer than two runs</source>
        <translation>运行少于两次</translation>
    </message>
    <message>
        <source>Every job that is started is a run and can be compared here.</source>
        <translation>启动的每个任务都是一次运行，可以在这里比较。</translation>
    </message>
    <message>
        <source>Choose runs</source>
        <translation>选择运行</translation>
    </message>
    <message>
        <source>Tick 2 to 10 runs at the left.</source>
        <translation>请在左侧勾选 2 到 10 次运行。</translation>
    </message>
    <message>
        <source>The runs cannot be read</source>
        <translation>无法读取运行</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::DataPage</name>
    <message>
        <source>Set as query</source>
        <translation>设为查询</translation>
    </message>
    <message>
        <source>Show what each strategy chooses for the selected sample</source>
        <translation>显示各策略为所选样本选择的示例</translation>
    </message>
    <message>
        <source>Copy ids</source>
        <translation>复制编号</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大图片</translation>
    </message>
    <message>
        <source>Make the pictures of the grid larger</source>
        <translation>放大网格中的图片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小图片</translation>
    </message>
    <message>
        <source>Make the pictures of the grid smaller</source>
        <translation>缩小网格中的图片</translation>
    </message>
    <message>
        <source>Switch between grid and table</source>
        <translation>在网格与表格之间切换</translation>
    </message>
    <message>
        <source>Show the samples as pictures or as rows</source>
        <translation>以图片或行显示样本</translation>
    </message>
    <message>
        <source>Show all samples again</source>
        <translation>重新显示全部样本</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Validation split: what the models are asked</source>
        <translation>验证集：向模型提出的内容</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Train split: where demonstrations come from</source>
        <translation>训练集：示例的来源</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Samples as pictures</source>
        <translation>以图片显示样本</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Samples as rows</source>
        <translation>以行显示样本</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 个样本</translation>
    </message>
    <message>
        <source>%1 of %2 samples</source>
        <translation>%1 / %2 个样本</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Open one to look at its samples.</source>
        <translation>打开一个项目以查看其样本。</translation>
    </message>
    <message>
        <source>Reading the samples…</source>
        <translation>正在读取样本…</translation>
    </message>
    <message>
        <source>No data set for this task</source>
        <translation>此任务没有数据集</translation>
    </message>
    <message>
        <source>The project has no files for this task. Choose the other task above, or make a project that has them.</source>
        <translation>项目没有此任务的文件。请在上方选择另一任务，或新建含有这些文件的项目。</translation>
    </message>
    <message>
        <source>Words are searched in captions, questions and answers; id:391895 finds one sample; /expression/ is a regular expression.</source>
        <translation>在描述、问题和答案中搜索词语；id:391895 查找单个样本；/表达式/ 为正则表达式。</translation>
    </message>
    <message>
        <source>Queries come from the validation split: choose Queries first.</source>
        <translation>查询来自验证集：请先选择“查询”。</translation>
    </message>
    <message>
        <source>Queries come from the validation split. Choose “Queries” above to pick one.</source>
        <translation>查询来自验证集。请在上方选择“查询”后再挑选。</translation>
    </message>
    <message>
        <source>Order of the samples</source>
        <translation>样本的顺序</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>并列</translation>
    </message>
    <message>
        <source>Grid and table side by side</source>
        <translation>网格与表格并列</translation>
    </message>
    <message numerus="yes">
        <source>No sample matches %n filters</source>
        <translation>
            <numerusform>没有样本符合 %n 个筛选条件</numerusform>
        </translation>
    </message>
    <message>
        <source>Order: %1</source>
        <translation>顺序：%1</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>Scores of runs</source>
        <translation>各次运行的得分</translation>
    </message>
    <message>
        <source>Evaluations of this task score queries; there are none yet.</source>
        <translation>该任务的评估会为查询打分；目前还没有。</translation>
    </message>
    <message>
        <source>The images of this split have no embeddings yet: Jobs &gt; Build embeddings…</source>
        <translation>此划分的图像还没有嵌入：任务 &gt; 构建嵌入…</translation>
    </message>
    <message>
        <source>The texts of this split have no embeddings yet: Jobs &gt; Build embeddings…</source>
        <translation>此划分的文本还没有嵌入：任务 &gt; 构建嵌入…</translation>
    </message>
    <message>
        <source>Grid and table</source>
        <translation>网格与表格</translation>
    </message>
    <message>
        <source>Show grid and table side by side</source>
        <translation>并列显示网格和表格</translation>
    </message>
    <message>
        <source>Open the project folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>Show the project in the file manager</source>
        <translation>在文件管理器中显示项目</translation>
    </message>
    <message>
        <source>Locate images…</source>
        <translation>定位图像…</translation>
    </message>
    <message>
        <source>Say where the image files of this split lie now</source>
        <translation>指定此划分的图像文件现在的位置</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>快速查看</translation>
    </message>
    <message>
        <source>Show the picture as large as it fits, with its texts</source>
        <translation>以最大尺寸显示图片及其文本</translation>
    </message>
    <message>
        <source>Tag…</source>
        <translation>标签…</translation>
    </message>
    <message>
        <source>Tag the selected samples</source>
        <translation>为所选样本添加标签</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>星标</translation>
    </message>
    <message>
        <source>Star the selected samples, or take their stars</source>
        <translation>为所选样本加星标，或取消星标</translation>
    </message>
    <message>
        <source>Find similar images</source>
        <translation>查找相似图像</translation>
    </message>
    <message>
        <source>Sort all samples by how much their image is like this one</source>
        <translation>按图像与此样本的相似度排列所有样本</translation>
    </message>
    <message>
        <source>Find similar texts</source>
        <translation>查找相似文本</translation>
    </message>
    <message>
        <source>Sort all samples by how much their text is like this one</source>
        <translation>按文本与此样本的相似度排列所有样本</translation>
    </message>
    <message>
        <source>Copy the ids of the selected samples, one a line</source>
        <translation>复制所选样本的编号，每行一个</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <source>Copy the selected samples as a table with commas</source>
        <translation>将所选样本复制为逗号分隔的表格</translation>
    </message>
    <message>
        <source>Open the image's folder</source>
        <translation>打开图像所在文件夹</translation>
    </message>
    <message>
        <source>Show the image file's folder in the file manager</source>
        <translation>在文件管理器中显示图像文件所在的文件夹</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select every sample that is shown</source>
        <translation>选择所有显示的样本</translation>
    </message>
    <message>
        <source>Invert the selection</source>
        <translation>反选</translation>
    </message>
    <message>
        <source>Select what is not selected now</source>
        <translation>选择当前未选中的样本</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>清除所有筛选</translation>
    </message>
    <message>
        <source>Remove the last filter</source>
        <translation>移除最后一个筛选</translation>
    </message>
    <message>
        <source>Take the newest condition away</source>
        <translation>移除最新的条件</translation>
    </message>
    <message>
        <source>Show the missing ones</source>
        <translation>显示缺失的</translation>
    </message>
    <message>
        <source>Show only samples whose image file is not there</source>
        <translation>只显示图像文件不存在的样本</translation>
    </message>
    <message>
        <source>Save view…</source>
        <translation>保存视图…</translation>
    </message>
    <message>
        <source>Keep filter and order under a name</source>
        <translation>以名称保存筛选条件和顺序</translation>
    </message>
    <message>
        <source>There are no samples.</source>
        <translation>没有样本。</translation>
    </message>
    <message>
        <source>Select samples first.</source>
        <translation>请先选择样本。</translation>
    </message>
    <message>
        <source>Select a sample first.</source>
        <translation>请先选择一个样本。</translation>
    </message>
    <message>
        <source>The tags are still being read.</source>
        <translation>正在读取标签。</translation>
    </message>
    <message>
        <source>Nothing is filtered.</source>
        <translation>没有筛选条件。</translation>
    </message>
    <message>
        <source>Filter or sort the samples first.</source>
        <translation>请先筛选或排序样本。</translation>
    </message>
    <message>
        <source>The embeddings are still being looked for.</source>
        <translation>正在查找嵌入。</translation>
    </message>
    <message numerus="yes">
        <source>%n rows copied</source>
        <translation>
            <numerusform>已复制 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>No file manager could be started for %1</source>
        <translation>无法为 %1 启动文件管理器</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>Folder of the image files</source>
        <translation>图像文件所在的文件夹</translation>
    </message>
    <message>
        <source>%1 of %2 image files not found under %3</source>
        <translation>%2 个图像文件中有 %1 个在 %3 下找不到</translation>
    </message>
    <message>
        <source>Save view</source>
        <translation>保存视图</translation>
    </message>
    <message>
        <source>Name of this filter and order. A view of the same name is replaced.</source>
        <translation>为此筛选条件和顺序命名。同名视图将被替换。</translation>
    </message>
    <message>
        <source>Add to set…</source>
        <translation>添加到集合…</translation>
    </message>
    <message>
        <source>Add the selected samples to an ICD set</source>
        <translation>将所选样本添加到 ICD 集合</translation>
    </message>
    <message numerus="yes">
        <source>A set has at most %n demonstrations.</source>
        <translation>
            <numerusform>一个集合最多有 %n 个示例。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sets are made of demonstrations: choose Demonstrations first.</source>
        <translation>集合由示例组成：请先选择“示例”。</translation>
    </message>
    <message>
        <source>New set</source>
        <translation>新建集合</translation>
    </message>
    <message>
        <source>Chosen by hand</source>
        <translation>人手选定</translation>
    </message>
    <message>
        <source>Set “%1” made: see the Sets page</source>
        <comment>a set of demonstrations</comment>
        <translation>已创建集合“%1”：见集合页</translation>
    </message>
    <message numerus="yes">
        <source>Add %n demonstrations to “%1”</source>
        <translation>
            <numerusform>添加 %n 个示例到“%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n demonstrations added to “%1”</source>
        <translation>
            <numerusform>已添加 %n 个示例到“%1”</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::DmPage</name>
    <message>
        <source>0 %</source>
        <translation>0 %</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>&amp;Train with this threshold…</source>
        <translation>用此阈值训练(&amp;T)…</translation>
    </message>
    <message>
        <source>Set up a training with this D_M that drops sequences below the threshold</source>
        <translation>设置一次使用此 D_M 的训练，舍弃低于阈值的序列</translation>
    </message>
    <message>
        <source>Read D_M again</source>
        <translation>重新读取 D_M</translation>
    </message>
    <message>
        <source>Read the run again</source>
        <translation>重新读取该运行</translation>
    </message>
    <message>
        <source>D_M</source>
        <translation>D_M</translation>
    </message>
    <message>
        <source>D_M run</source>
        <translation>D_M 运行</translation>
    </message>
    <message>
        <source>Text or id</source>
        <translation>文本或编号</translation>
    </message>
    <message>
        <source>Find anchors by text or id</source>
        <translation>按文本或编号查找锚点</translation>
    </message>
    <message>
        <source>Which anchors</source>
        <translation>显示哪些锚点</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>With gain</source>
        <translation>有增益</translation>
    </message>
    <message>
        <source>Without gain</source>
        <translation>无增益</translation>
    </message>
    <message>
        <source>With duplicates</source>
        <translation>有重复</translation>
    </message>
    <message>
        <source>Dropped by the threshold</source>
        <translation>低于阈值，已舍弃</translation>
    </message>
    <message>
        <source>Anchors</source>
        <translation>锚点</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Threshold of training</source>
        <translation>训练阈值</translation>
    </message>
    <message>
        <source>Keep scores from</source>
        <translation>保留得分不低于</translation>
    </message>
    <message>
        <source>Train with this threshold…</source>
        <translation>用此阈值训练…</translation>
    </message>
    <message>
        <source>Distributions</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>From the smallest to the largest; the box holds the middle half, the mark and the number are the median</source>
        <translation>从最小到最大；方框为中间一半，标记和数值为中位数</translation>
    </message>
    <message>
        <source>building: %1 of %2 anchors</source>
        <translation>构建中：%1 / %2 个锚点</translation>
    </message>
    <message>
        <source>imported from an official file</source>
        <translation>从官方文件导入</translation>
    </message>
    <message>
        <source>%1 of %2 anchors</source>
        <translation>%1 / %2 个锚点</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>There is no D_M to train on.</source>
        <translation>没有可用于训练的 D_M。</translation>
    </message>
    <message>
        <source>The D_M is still being built.</source>
        <translation>D_M 仍在构建中。</translation>
    </message>
    <message>
        <source>The D_M is not finished: let its job go on first.</source>
        <translation>D_M 尚未完成：请先让其任务继续。</translation>
    </message>
    <message>
        <source>The threshold drops every sequence.</source>
        <translation>此阈值会舍弃所有序列。</translation>
    </message>
    <message>
        <source>There is no D_M.</source>
        <translation>没有 D_M。</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>The D_M browser shows the sequences of a project.</source>
        <translation>D_M 浏览器显示项目的序列。</translation>
    </message>
    <message>
        <source>The D_M cannot be shown</source>
        <translation>无法显示 D_M</translation>
    </message>
    <message>
        <source>No D_M of this task yet</source>
        <translation>此任务还没有 D_M</translation>
    </message>
    <message>
        <source>Build one, or import a file of the official code with fulcrum-cli dm import. Its anchors, sequences and gains appear here, also while it is being built.</source>
        <translation>请构建一个，或用 fulcrum-cli dm import 导入官方代码的文件。其锚点、序列和增益会显示在这里，构建过程中也会显示。</translation>
    </message>
    <message>
        <source>Reading D_M</source>
        <translation>正在读取 D_M</translation>
    </message>
    <message>
        <source>The first anchors are being searched</source>
        <translation>正在搜索第一批锚点</translation>
    </message>
    <message>
        <source>This D_M has no anchor</source>
        <translation>此 D_M 没有锚点</translation>
    </message>
    <message>
        <source>They appear here as soon as they are found.</source>
        <translation>找到后会立即显示在这里。</translation>
    </message>
    <message>
        <source>Its job was stopped before the first anchor was found.</source>
        <translation>其任务在找到第一个锚点之前已停止。</translation>
    </message>
    <message numerus="yes">
        <source>%1 anchors, %2 sequences of up to %n demonstrations</source>
        <translation>
            <numerusform>%1 个锚点，%2 条序列，每条最多 %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Anchors without gain: %1 (%2)</source>
        <translation>无增益的锚点：%1（%2）</translation>
    </message>
    <message>
        <source>Duplicate beams: %1 (%2)</source>
        <translation>重复的束：%1（%2）</translation>
    </message>
    <message>
        <source>An official file holds neither the gains of the steps nor probabilities: only the score of the last step is known.</source>
        <translation>官方文件既不含各步的增益，也不含概率：只知道最后一步的得分。</translation>
    </message>
    <message>
        <source>Scores are the gain of the last step, as published.</source>
        <translation>得分为最后一步的增益，按已发表的方式。</translation>
    </message>
    <message>
        <source>Scores of sequences</source>
        <translation>序列的得分</translation>
    </message>
    <message>
        <source>Best score of an anchor</source>
        <translation>各锚点的最高得分</translation>
    </message>
    <message>
        <source>Gain of step %1</source>
        <translation>第 %1 步的增益</translation>
    </message>
    <message>
        <source>Training keeps %1 sequences (%2) of %3 anchors and drops %4 sequences; %5 anchors are left out altogether.</source>
        <translation>训练保留 %3 个锚点的 %1 条序列（%2），舍弃 %4 条序列；%5 个锚点被完全排除。</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>Anchor #%1</source>
        <translation>锚点 #%1</translation>
    </message>
    <message>
        <source>P(y|x) without demonstrations %1</source>
        <translation>没有示例时的 P(y|x) %1</translation>
    </message>
    <message>
        <source>no gain: no sequence helps</source>
        <translation>无增益：没有序列有帮助</translation>
    </message>
    <message>
        <source>There is no D_M to export.</source>
        <translation>没有可导出的 D_M。</translation>
    </message>
    <message>
        <source>Export D_M</source>
        <translation>导出 D_M</translation>
    </message>
    <message>
        <source>Data file of the official code (*.json)</source>
        <translation>官方代码的数据文件 (*.json)</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FacetRow</name>
    <message>
        <source>not %1, %2 samples</source>
        <translation>非 %1，%2 个样本</translation>
    </message>
    <message>
        <source>%1, %2 samples</source>
        <translation>%1，%2 个样本</translation>
    </message>
    <message>
        <source>%1: %2 samples. Click to show only these, Alt+click for everything else.</source>
        <translation>%1：%2 个样本。点击只显示这些样本，Alt+点击显示其余样本。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FilterChip</name>
    <message>
        <source>Switch this filter on</source>
        <translation>启用此筛选</translation>
    </message>
    <message>
        <source>Switch this filter off</source>
        <translation>停用此筛选</translation>
    </message>
    <message>
        <source>Remove this filter</source>
        <translation>移除此筛选</translation>
    </message>
    <message>
        <source>not %1</source>
        <translation>非 %1</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Not</source>
        <translation>取反</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Or: this or the filter before</source>
        <translation>或：此筛选或前一个筛选</translation>
    </message>
    <message>
        <source>And: on its own again</source>
        <translation>与：恢复为单独的筛选</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Click to edit, Alt+click for the opposite, drag onto another filter to have one or the other.</source>
        <translation>点击编辑，Alt+点击取反，拖到另一个筛选上表示二者任一。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FilterChips</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Add a filter</source>
        <translation>添加筛选</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>已保存的视图</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或</translation>
    </message>
    <message>
        <source>No view is saved yet</source>
        <translation>尚未保存视图</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Rename view</source>
        <translation>重命名视图</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Replace by the present filter</source>
        <translation>替换为当前筛选</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::FiltersView</name>
    <message>
        <source>Nothing to filter</source>
        <translation>没有可筛选的内容</translation>
    </message>
    <message>
        <source>Open a project that has samples.</source>
        <translation>请打开包含样本的项目。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>No sample is left</source>
        <translation>没有剩余样本</translation>
    </message>
    <message>
        <source>The chips above the samples take filters away again.</source>
        <translation>可用样本上方的筛选标签移除筛选条件。</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>显示全部 %1 个</translation>
    </message>
    <message>
        <source>%1 samples have other values</source>
        <translation>%1 个样本为其他值</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::GettingStarted</name>
    <message>
        <source>Look at a query</source>
        <translation>查看一个查询</translation>
    </message>
    <message>
        <source>Compare SIIR and Lever-LM</source>
        <translation>比较 SIIR 与 Lever-LM</translation>
    </message>
    <message>
        <source>Swap one demonstration</source>
        <translation>替换一个示例</translation>
    </message>
    <message>
        <source>Build a D_M of 40 anchors</source>
        <translation>构建含 40 个锚点的 D_M</translation>
    </message>
    <message>
        <source>Train a tiny Lever-LM</source>
        <translation>训练一个微型 Lever-LM</translation>
    </message>
    <message>
        <source>Export the chart</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>On the Data page, press Enter on a sample.</source>
        <translation>在数据页上，对一个样本按 Enter。</translation>
    </message>
    <message>
        <source>The Sequences page shows what each strategy chose for it.</source>
        <translation>序列页显示各策略为它选择的示例。</translation>
    </message>
    <message>
        <source>In what-if mode (W), drag, remove or insert a card.</source>
        <translation>在假设模式（W）下，拖动、移除或插入卡片。</translation>
    </message>
    <message>
        <source>About 20 seconds: which demonstrations help the model most.</source>
        <translation>约 20 秒：哪些示例对模型帮助最大。</translation>
    </message>
    <message>
        <source>About 30 seconds: it learns to write such sequences.</source>
        <translation>约 30 秒：它学会写出这样的序列。</translation>
    </message>
    <message>
        <source>On the Charts page, press Ctrl+E.</source>
        <translation>在图表页上按 Ctrl+E。</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>带我看看</translation>
    </message>
    <message>
        <source>Show me: %1</source>
        <translation>带我看看：%1</translation>
    </message>
    <message>
        <source>Getting started</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>All done.</source>
        <translation>全部完成。</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>已完成 %1 / %2</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::HelpView</name>
    <message>
        <source>Search the guide</source>
        <translation>搜索指南</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>用户指南</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::IcdCard</name>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>Sample %1, chosen in step %2</source>
        <translation>样本 %1，第 %2 步选中</translation>
    </message>
    <message>
        <source>Step probability %1: softmax over the candidates after masking earlier picks</source>
        <translation>步概率 %1：屏蔽先前所选后对候选的 softmax</translation>
    </message>
    <message>
        <source>Rank %1 among all candidates of the step</source>
        <translation>在该步全部候选中排名第 %1</translation>
    </message>
    <message>
        <source>Cosine similarity %1 between query and demonstration</source>
        <translation>查询与示例的余弦相似度 %1</translation>
    </message>
    <message>
        <source>Gain %1: P(y|x,S) with this demonstration minus without it</source>
        <translation>增益 %1：加入该示例后的 P(y|x,S) 减去加入前的值</translation>
    </message>
    <message>
        <source>p %1</source>
        <translation>p %1</translation>
    </message>
    <message>
        <source>sim %1</source>
        <translation>相似 %1</translation>
    </message>
    <message>
        <source>g %1</source>
        <translation>增益 %1</translation>
    </message>
    <message>
        <source>Edited for this what-if; the data set says something else</source>
        <translation>为此假设而改；数据集中并非如此</translation>
    </message>
    <message>
        <source>Entropy %1 bits of the step's distribution</source>
        <translation>该步分布的熵为 %1 比特</translation>
    </message>
    <message>
        <source>Demonstration %1 of %2, chosen in step %3: %4</source>
        <translation>第 %1 个示例，共 %2 个，第 %3 步选中：%4</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已改</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>样本 %1</translation>
    </message>
    <message>
        <source>Demonstration %1 of %2: %3</source>
        <translation>第 %1 个示例，共 %2 个：%3</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::InlineBar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::InspectorView</name>
    <message>
        <source>Nothing selected</source>
        <translation>未选择任何内容</translation>
    </message>
    <message>
        <source>Select a sample to see its picture and all of its texts.</source>
        <translation>选择样本以查看其图片和全部文本。</translation>
    </message>
    <message>
        <source>Picture of sample %1</source>
        <translation>样本 %1 的图片</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>图像描述</translation>
    </message>
    <message>
        <source>This caption is the one that a demonstration shows</source>
        <translation>示例中展示的就是这条描述</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>All answers</source>
        <translation>全部答案</translation>
    </message>
    <message>
        <source>Question id</source>
        <translation>问题编号</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>train (demonstrations)</source>
        <translation>训练（示例）</translation>
    </message>
    <message>
        <source>validation (queries)</source>
        <translation>验证（查询）</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Question type</source>
        <translation>问题类型</translation>
    </message>
    <message>
        <source>Answer type</source>
        <translation>答案类型</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Remove the tag “%1”</source>
        <translation>移除标签“%1”</translation>
    </message>
    <message>
        <source>Hidden until you reveal it (R).</source>
        <translation>显示答案（R）前保持隐藏。</translation>
    </message>
    <message>
        <source>Used as ICD</source>
        <translation>用作 ICD</translation>
    </message>
    <message numerus="yes">
        <source>%n times</source>
        <translation>
            <numerusform>%n 次</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::JobDetails</name>
    <message>
        <source>Try the failed ones again</source>
        <translation>重试失败的单元</translation>
    </message>
    <message>
        <source>Show its log</source>
        <translation>显示其日志</translation>
    </message>
    <message>
        <source>The selected job</source>
        <translation>所选任务</translation>
    </message>
    <message>
        <source>Select a job</source>
        <translation>选择一个任务</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Run %1, lane %2</source>
        <translation>运行 %1，队列 %2</translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation>%1 内存</translation>
    </message>
    <message>
        <source>started %1</source>
        <translation>开始于 %1</translation>
    </message>
    <message>
        <source>starts after run %1</source>
        <translation>在运行 %1 之后开始</translation>
    </message>
    <message>
        <source>another program on %1 works on it (pid %2)</source>
        <translation>%1 上的另一程序正在处理它（pid %2）</translation>
    </message>
    <message>
        <source>%1, newest values</source>
        <translation>%1，最新值</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Its program ended without a word. What is done is kept: %1 of %2 units.</source>
        <translation>其程序未作说明便已结束。已完成的部分会保留：%1 / %2 单元。</translation>
    </message>
    <message>
        <source>Where: %1</source>
        <translation>位置：%1</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>原因：%1</translation>
    </message>
    <message>
        <source>What helps: %1</source>
        <translation>解决办法：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n units failed and were left out</source>
        <translation>
            <numerusform>%n 个单元失败，未计入</numerusform>
        </translation>
    </message>
    <message>
        <source>last reacted %1 ago</source>
        <translation>%1 前有响应</translation>
    </message>
    <message>
        <source>%1 of memory, with this window</source>
        <translation>内存 %1（含此窗口）</translation>
    </message>
    <message>
        <source>%1 of GPU memory</source>
        <translation>GPU 内存 %1</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::JobsView</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pause the selected job at the end of its unit</source>
        <translation>在单元结束时暂停所选任务</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Let the selected job go on where it stopped</source>
        <translation>让所选任务从停止处继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the selected job; what is done is kept</source>
        <translation>停止所选任务；已完成的部分会保留</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Jobs belong to a project.</source>
        <translation>任务属于项目。</translation>
    </message>
    <message>
        <source>The queue is empty</source>
        <translation>队列为空</translation>
    </message>
    <message>
        <source>Embeddings first, then D_M, then training, then evaluation.</source>
        <translation>先构建嵌入，再构建 D_M，然后训练，最后评估。</translation>
    </message>
    <message>
        <source>Earlier in the queue</source>
        <translation>队列中前移</translation>
    </message>
    <message>
        <source>Let the selected job start before the one above it</source>
        <translation>让所选任务先于其上方的任务开始</translation>
    </message>
    <message>
        <source>Later in the queue</source>
        <translation>队列中后移</translation>
    </message>
    <message>
        <source>Let the selected job start after the one below it</source>
        <translation>让所选任务在其下方的任务之后开始</translation>
    </message>
    <message>
        <source>Same settings…</source>
        <translation>沿用设置…</translation>
    </message>
    <message>
        <source>Open the form with the settings of the selected job</source>
        <translation>以所选任务的设置打开表单</translation>
    </message>
    <message>
        <source>Show its log</source>
        <translation>显示其日志</translation>
    </message>
    <message>
        <source>Show what the selected job has written</source>
        <translation>显示所选任务写出的内容</translation>
    </message>
    <message>
        <source>Select a job.</source>
        <translation>请选择一个任务。</translation>
    </message>
    <message>
        <source>It does not run.</source>
        <translation>它没有在运行。</translation>
    </message>
    <message>
        <source>Only paused, failed, stopped and interrupted jobs can go on.</source>
        <translation>只有已暂停、失败、已停止和已中断的任务可以继续。</translation>
    </message>
    <message>
        <source>It has ended.</source>
        <translation>它已结束。</translation>
    </message>
    <message>
        <source>It does not wait in the queue.</source>
        <translation>它不在队列中等待。</translation>
    </message>
    <message>
        <source>It is the first one.</source>
        <translation>它已是第一个。</translation>
    </message>
    <message>
        <source>It is the last one.</source>
        <translation>它已是最后一个。</translation>
    </message>
    <message>
        <source>Kill now…</source>
        <translation>立即终止…</translation>
    </message>
    <message>
        <source>End the program that works on the selected job at once; what is done is kept</source>
        <translation>立即结束正在执行所选任务的程序；已完成的部分会保留</translation>
    </message>
    <message>
        <source>Nobody works on it.</source>
        <translation>没有程序在执行它。</translation>
    </message>
    <message>
        <source>Its program has ended.</source>
        <translation>其程序已结束。</translation>
    </message>
    <message>
        <source>It runs on %1: end it there.</source>
        <translation>它在 %1 上运行：请在那里结束。</translation>
    </message>
    <message>
        <source>It runs in another window of Fulcrum (pid %1): close that window.</source>
        <translation>它在另一个 Fulcrum 窗口中运行（pid %1）：请关闭该窗口。</translation>
    </message>
    <message>
        <source>It runs inside this window, where nothing can be ended by force without harm to the rest. Stop takes effect at the end of its unit; jobs started with fulcrum-cli can be killed.</source>
        <translation>它在此窗口内运行，强行结束会损害其余部分。“停止”会在当前单元结束时生效；用 fulcrum-cli 启动的任务可以终止。</translation>
    </message>
    <message>
        <source>%1 It %2.</source>
        <translation>%1 它%2。</translation>
    </message>
    <message>
        <source>Stop it first: this is for a job that does not react.</source>
        <translation>请先停止：此操作用于没有响应的任务。</translation>
    </message>
    <message>
        <source>Kill the job</source>
        <translation>终止任务</translation>
    </message>
    <message>
        <source>End the program that works on “%1” (pid %2) at once?</source>
        <translation>立即结束执行“%1”的程序（pid %2）？</translation>
    </message>
    <message>
        <source>Nothing that is done is lost: %1 of %2 units are stored, and Resume goes on from there. Only the unit at work is done again.%3</source>
        <translation>已完成的不会丢失：%2 个单元中已保存 %1 个，“继续”将从那里接着进行，只重做正在处理的单元。%3</translation>
    </message>
    <message>
        <source> It %1.</source>
        <translation> 它%1。</translation>
    </message>
    <message>
        <source>Kill now</source>
        <translation>立即终止</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::LaneView</name>
    <message>
        <source>Lane %1</source>
        <translation>策略行 %1</translation>
    </message>
    <message>
        <source>No demonstrations: the model sees the query alone.</source>
        <translation>没有示例：模型只看到查询。</translation>
    </message>
    <message>
        <source>Not evaluated with this query and number of shots.</source>
        <translation>尚未以此查询和示例数评估。</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>%1 of this query's prediction</source>
        <translation>此查询预测的 %1</translation>
    </message>
    <message>
        <source>All queries: %1</source>
        <translation>全部查询：%1</translation>
    </message>
    <message>
        <source>%1 of the whole evaluation cell at this number of shots</source>
        <translation>此示例数下整个评估单元的%1</translation>
    </message>
    <message>
        <source>Everything that can be done with this lane</source>
        <translation>对此策略行可做的一切</translation>
    </message>
    <message>
        <source>Menu of lane %1</source>
        <translation>策略行 %1 的菜单</translation>
    </message>
    <message>
        <source>pinned; %1</source>
        <translation>已置顶；%1</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未变</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已变</translation>
    </message>
    <message>
        <source>P(y|x,S) %1</source>
        <translation>P(y|x,S) %1</translation>
    </message>
    <message>
        <source>Likelihood of the query's true answer: exp(−mean token cross-entropy)</source>
        <translation>查询真实答案的似然：exp(−词元平均交叉熵)</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>停止询问</translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>Predict with this sequence and score the prediction; the model is loaded first</source>
        <translation>用此序列预测并评分；先要加载模型</translation>
    </message>
    <message>
        <source>Predict with this sequence and score the prediction, about %1</source>
        <translation>用此序列预测并评分，约需 %1</translation>
    </message>
    <message>
        <source>The lane shows no sequence.</source>
        <translation>此策略行没有序列。</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Duplicate as a what-if</source>
        <translation>复制为假设</translation>
    </message>
    <message>
        <source>Save as fixed set…</source>
        <translation>保存为固定集合…</translation>
    </message>
    <message>
        <source>There are no demonstrations.</source>
        <translation>没有示例。</translation>
    </message>
    <message>
        <source>Keep…</source>
        <translation>保留…</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>重新抽取</translation>
    </message>
    <message>
        <source>Seed…</source>
        <translation>种子…</translation>
    </message>
    <message>
        <source>As in the evaluation</source>
        <translation>与评估相同</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>As in the evaluation, else the newest</source>
        <translation>与评估相同，否则用最新的</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Only samples of the train split of this task can be demonstrations.</source>
        <translation>只有此任务训练集的样本可以作为示例。</translation>
    </message>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>一个假设最多有 %n 个示例。</numerusform>
        </translation>
    </message>
    <message>
        <source>Send to Compare</source>
        <translation>发送到“比较”</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::LogView</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Show lines of this level and above</source>
        <translation>显示此级别及以上的行</translation>
    </message>
    <message>
        <source>Lowest level</source>
        <translation>最低级别</translation>
    </message>
    <message>
        <source>Filter (regular expression)</source>
        <translation>筛选（正则表达式）</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Scroll to the newest line</source>
        <translation>滚动到最新一行</translation>
    </message>
    <message>
        <source>Copy the selected lines, or all</source>
        <translation>复制所选行或全部</translation>
    </message>
    <message>
        <source>Save the log to a file</source>
        <translation>将日志保存到文件</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>保存日志</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Double-click a line of a job to go to the job</source>
        <translation>双击任务的某一行可转到该任务</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部来源</translation>
    </message>
    <message>
        <source>Show the lines of everything, or of one job</source>
        <translation>显示全部来源或某个任务的行</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::MapPage</name>
    <message>
        <source>Show the whole map</source>
        <translation>显示完整分布图</translation>
    </message>
    <message>
        <source>Show all points again (Home)</source>
        <translation>重新显示全部点（Home）</translation>
    </message>
    <message>
        <source>Lay out again</source>
        <translation>重新布局</translation>
    </message>
    <message>
        <source>Compute the map with these settings</source>
        <translation>以这些设置计算分布图</translation>
    </message>
    <message>
        <source>Stop the layout</source>
        <translation>停止布局</translation>
    </message>
    <message>
        <source>Stop here and keep what there is</source>
        <translation>在此停止并保留现有结果</translation>
    </message>
    <message>
        <source>Show the skipped samples</source>
        <translation>显示跳过的样本</translation>
    </message>
    <message>
        <source>Select the samples whose embeddings are not numbers, on the Data page</source>
        <translation>在数据页上选择嵌入不是有效数值的样本</translation>
    </message>
    <message>
        <source>PCA</source>
        <translation>PCA</translation>
    </message>
    <message>
        <source>The two directions in which embeddings differ most: exact, and distances mean something</source>
        <translation>嵌入差异最大的两个方向：精确，且距离有意义</translation>
    </message>
    <message>
        <source>t-SNE</source>
        <translation>t-SNE</translation>
    </message>
    <message>
        <source>Neighbours stay neighbours; distances between far groups mean little</source>
        <translation>邻近的仍然邻近；远离的群组之间的距离意义不大</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Settings of t-SNE</source>
        <translation>t-SNE 的设置</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Embeddings of the images</source>
        <translation>图像的嵌入</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Embeddings of the captions or questions</source>
        <translation>描述或问题的嵌入</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Show demonstrations and queries</source>
        <translation>显示示例与查询</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Show the train split: where demonstrations come from</source>
        <translation>显示训练集：示例的来源</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Show the validation split: the queries</source>
        <translation>显示验证集：查询</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>着色依据</translation>
    </message>
    <message>
        <source>Colour by split</source>
        <translation>按数据划分着色</translation>
    </message>
    <message>
        <source>Colour by tag</source>
        <translation>按标签着色</translation>
    </message>
    <message>
        <source>Colour by answer type</source>
        <translation>按答案类型着色</translation>
    </message>
    <message>
        <source>Colour by run score</source>
        <translation>按运行的得分着色</translation>
    </message>
    <message>
        <source>Colour by times used as ICD</source>
        <translation>按用作 ICD 的次数着色</translation>
    </message>
    <message>
        <source>Run whose scores are shown</source>
        <translation>显示其得分的运行</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>About how many neighbours of a sample count</source>
        <translation>每个样本大约考虑多少个近邻</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>迭代次数</translation>
    </message>
    <message>
        <source>Steps of the layout</source>
        <translation>布局的步数</translation>
    </message>
    <message>
        <source>Points laid out</source>
        <translation>参与布局的点数</translation>
    </message>
    <message>
        <source>The most points that are laid out themselves; further ones go to their nearest neighbours among them</source>
        <translation>自身参与布局的最多点数；其余的点放在其中最近邻的旁边</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed gives the same map</source>
        <translation>相同的种子得到相同的分布图</translation>
    </message>
    <message>
        <source>Progress of the map</source>
        <translation>分布图的进度</translation>
    </message>
    <message>
        <source>Groups of points</source>
        <translation>点的分组</translation>
    </message>
    <message>
        <source>Lines to demonstrations</source>
        <translation>到示例的连线</translation>
    </message>
    <message>
        <source>Strategies whose demonstrations are shown</source>
        <translation>显示其示例的策略</translation>
    </message>
    <message>
        <source>First component: %1 % of the variance</source>
        <translation>第一主成分：方差的 %1 %</translation>
    </message>
    <message>
        <source>Second component: %1 % of the variance</source>
        <translation>第二主成分：方差的 %1 %</translation>
    </message>
    <message>
        <source>Nothing was skipped.</source>
        <translation>没有跳过任何样本。</translation>
    </message>
    <message numerus="yes">
        <source>%n vectors are NaN and were skipped.</source>
        <translation>
            <numerusform>%n 个向量为 NaN，已跳过。</numerusform>
        </translation>
    </message>
    <message>
        <source>Computing principal components…</source>
        <translation>正在计算主成分…</translation>
    </message>
    <message>
        <source>Laying out…</source>
        <translation>正在布局…</translation>
    </message>
    <message>
        <source>Looking for neighbours…</source>
        <translation>正在查找近邻…</translation>
    </message>
    <message>
        <source>No map is being computed.</source>
        <translation>没有正在计算的分布图。</translation>
    </message>
    <message>
        <source>There is no map yet.</source>
        <translation>还没有分布图。</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>The map shows the samples of a project.</source>
        <translation>分布图显示项目的样本。</translation>
    </message>
    <message>
        <source>Computing the map</source>
        <translation>正在计算分布图</translation>
    </message>
    <message>
        <source>It appears here as soon as there is something to see.</source>
        <translation>有可显示的内容后会立即出现在这里。</translation>
    </message>
    <message>
        <source>Embeddings not built</source>
        <translation>尚未构建嵌入</translation>
    </message>
    <message>
        <source>The map needs the embeddings of %1. Building them takes a few minutes for thousands of images on a CPU; the form says how long. %2</source>
        <translation>分布图需要%1的嵌入。在 CPU 上为数千张图像构建嵌入需要几分钟；表单中会给出所需时间。%2</translation>
    </message>
    <message>
        <source>the texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>the images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>The map could not be computed</source>
        <translation>无法计算分布图</translation>
    </message>
    <message>
        <source>No map yet</source>
        <translation>还没有分布图</translation>
    </message>
    <message>
        <source>Lay the embeddings out to see which samples are alike.</source>
        <translation>对嵌入进行布局，看看哪些样本相似。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>No evaluation of this task has scores yet.</source>
        <translation>此任务的评估还没有得分。</translation>
    </message>
    <message>
        <source>Press Enter on a point to make it the current query.</source>
        <translation>在点上按 Enter，将其设为当前查询。</translation>
    </message>
    <message>
        <source>No strategy has demonstrations for this query yet.</source>
        <translation>还没有策略为此查询选出示例。</translation>
    </message>
    <message numerus="yes">
        <source>From the current query to its %n demonstrations; numbers are places in the prompt.</source>
        <translation>
            <numerusform>从当前查询到其 %n 个示例；数字为提示中的位置。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 个点</translation>
    </message>
    <message>
        <source>%1 laid out, the others placed beside their nearest neighbours</source>
        <translation>%1 个点参与布局，其余放在各自的最近邻旁边</translation>
    </message>
    <message>
        <source>drawn as a density while more than %1 are in view</source>
        <translation>视图中超过 %1 个点时以密度绘制</translation>
    </message>
    <message>
        <source>layout is forming</source>
        <translation>正在形成布局</translation>
    </message>
    <message>
        <source>layout was stopped</source>
        <translation>布局已停止</translation>
    </message>
    <message>
        <source>%1 samples selected</source>
        <translation>已选择 %1 个样本</translation>
    </message>
    <message numerus="yes">
        <source>Select the %n samples of train instead</source>
        <translation>
            <numerusform>改为选择训练集的 %n 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Select the %n samples of validation instead</source>
        <translation>
            <numerusform>改为选择验证集的 %n 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>(hidden until it is revealed)</source>
        <translation>（显示答案前保持隐藏）</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>train #%1</source>
        <translation>训练 #%1</translation>
    </message>
    <message>
        <source>validation #%1</source>
        <translation>验证 #%1</translation>
    </message>
    <message>
        <source>There is no map to export yet.</source>
        <translation>还没有可导出的分布图。</translation>
    </message>
    <message>
        <source>The map is still being laid out.</source>
        <translation>分布图仍在布局中。</translation>
    </message>
    <message>
        <source>Export the map</source>
        <translation>导出分布图</translation>
    </message>
    <message>
        <source>CSV holds the coordinates of every sample. With so many points PNG is the better picture.</source>
        <translation>CSV 含每个样本的坐标。点数这么多时，PNG 是更合适的图片格式。</translation>
    </message>
    <message>
        <source>CSV holds the coordinates of every sample.</source>
        <translation>CSV 含每个样本的坐标。</translation>
    </message>
    <message>
        <source>Only one split is on the map. %1</source>
        <translation>地图上只有一个数据划分。%1</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::Page</name>
    <message>
        <source>There is nothing to export on this page.</source>
        <translation>此页没有可导出的内容。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::PivotView</name>
    <message>
        <source>Table of results</source>
        <translation>结果表</translation>
    </message>
    <message>
        <source>Copy the table of results in this form</source>
        <translation>以当前形式复制结果表</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>复制为 LaTeX</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <source>Copy the equivalent command</source>
        <translation>复制等效命令</translation>
    </message>
    <message>
        <source>The command line that prints the same table</source>
        <translation>打印同一表格的命令行</translation>
    </message>
    <message>
        <source>Published numbers</source>
        <translation>已发表的数值</translation>
    </message>
    <message>
        <source>The numbers of the paper in rows of their own: other data and models, so they are not ranked</source>
        <translation>论文中的数值单独成行：数据和模型不同，因此不参与排名</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Rows, within the first</source>
        <translation>行（次级）</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Columns, within the first</source>
        <translation>列（次级）</translation>
    </message>
    <message>
        <source>Only this: %1</source>
        <translation>仅显示：%1</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>± is the standard error over seeds</source>
        <translation>± 为种子间的标准误</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>± is the standard error over queries</source>
        <translation>± 为查询间的标准误</translation>
    </message>
    <message>
        <source>± over</source>
        <translation>± 基于</translation>
    </message>
    <message>
        <source>Averages</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Avg:1~2, Avg:3~8 and Avg:1~8 behind the shots</source>
        <translation>在各示例数之后显示 Avg:1~2、Avg:3~8 和 Avg:1~8</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>mean of all</source>
        <translation>全部的均值</translation>
    </message>
    <message>
        <source>There is no table of results.</source>
        <translation>没有结果表。</translation>
    </message>
    <message>
        <source>The results cannot be read</source>
        <translation>无法读取结果</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>还没有结果</translation>
    </message>
    <message>
        <source>A table needs a finished cell of an evaluation.</source>
        <translation>表格需要一个已完成的评估单元。</translation>
    </message>
    <message>
        <source>run %1 “%2”</source>
        <translation>运行 %1“%2”</translation>
    </message>
    <message>
        <source>The newest evaluation of each task: %1.</source>
        <translation>每种任务类型的最新评估：%1。</translation>
    </message>
    <message>
        <source>The active runs: %1.</source>
        <translation>当前运行：%1。</translation>
    </message>
    <message>
        <source>mean ± standard error over seeds (number of seeds)</source>
        <translation>种子的均值 ± 标准误（种子数）</translation>
    </message>
    <message>
        <source>mean ± standard error over queries (number of queries)</source>
        <translation>查询的均值 ± 标准误（查询数）</translation>
    </message>
    <message>
        <source>; best bold, second underlined. Click a number for the queries behind it.</source>
        <translation>；最佳加粗，次佳加下划线。点击数值可查看其对应的查询。</translation>
    </message>
    <message>
        <source>A published number: %1</source>
        <translation>已发表的数值：%1</translation>
    </message>
    <message>
        <source>%1 has no scores of single queries.</source>
        <translation>%1 没有单个查询的得分。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::QueryComparison</name>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Choose 2 to 6 strategies to compare</source>
        <translation>选择 2 到 6 个策略进行比较</translation>
    </message>
    <message>
        <source>Strategies across, prompt positions down</source>
        <translation>横向为策略，纵向为提示中的位置</translation>
    </message>
    <message>
        <source>%1
next to
the query</source>
        <translation>%1
紧邻
查询</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Jaccard %1 · order %2</source>
        <translation>Jaccard %1 · 顺序 %2</translation>
    </message>
    <message>
        <source>%1
Jaccard: demonstrations in both over demonstrations in either. Order: Kendall’s tau of the prompt positions of those in both, 1 = same order, −1 = reversed, – = fewer than two. Click to compare the others with this one.</source>
        <translation>%1
Jaccard：两者共有的示例数与两者所有不同示例数之比。顺序：共有示例在提示中位置的 Kendall τ，1 = 顺序相同，−1 = 顺序相反，– = 共有示例少于两个。点击可将其他策略与此策略比较。</translation>
    </message>
    <message>
        <source>The model has not been asked about this sequence. Ask it on the Sequences page.</source>
        <translation>尚未就此序列询问模型。请在序列页上询问。</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>Image %1</source>
        <translation>图像 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n shots</source>
        <translation>
            <numerusform>%1 · %n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>At least two strategies are compared.</source>
        <translation>至少比较两个策略。</translation>
    </message>
    <message>
        <source>At most six strategies are compared.</source>
        <translation>最多比较六个策略。</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Strategies are compared for a query of a project.</source>
        <translation>针对项目中的一个查询比较策略。</translation>
    </message>
    <message>
        <source>Pick a query</source>
        <translation>选择一个查询</translation>
    </message>
    <message>
        <source>Press Enter on a sample of the Data page: its sequences are compared here.</source>
        <translation>在数据页上对一个样本按 Enter：其序列会在这里比较。</translation>
    </message>
    <message>
        <source>Reading the sequences…</source>
        <translation>正在读取序列…</translation>
    </message>
    <message>
        <source>Fewer than two strategies can be shown</source>
        <translation>可显示的策略少于两个</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>The queries cannot be read</source>
        <translation>无法读取查询</translation>
    </message>
    <message>
        <source>The sequences cannot be read</source>
        <translation>无法读取序列</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::QuickLook</name>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Picture of sample %1</source>
        <translation>样本 %1 的图片</translation>
    </message>
    <message>
        <source>%1  ·  #%2  ·  %3</source>
        <translation>%1  ·  #%2  ·  %3</translation>
    </message>
    <message>
        <source>Sample %1: %2</source>
        <translation>样本 %1：%2</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunComparison</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>A wins</source>
        <translation>A 胜</translation>
    </message>
    <message>
        <source>B wins</source>
        <translation>B 胜</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>相等</translation>
    </message>
    <message>
        <source>Both bad</source>
        <translation>两者都差</translation>
    </message>
    <message>
        <source>Both good</source>
        <translation>两者都好</translation>
    </message>
    <message>
        <source>%1 [%2, %3]</source>
        <translation>%1 [%2, %3]</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Evaluation of side %1</source>
        <translation>%1 侧的评估</translation>
    </message>
    <message>
        <source>Strategy, shots and seed of side %1</source>
        <translation>%1 侧的策略、示例数和种子</translation>
    </message>
    <message>
        <source>Exchange A and B</source>
        <translation>交换 A 与 B</translation>
    </message>
    <message>
        <source>Queries of both evaluations</source>
        <translation>两个评估共有的查询</translation>
    </message>
    <message>
        <source>Queries with the same two scores are drawn a little apart.</source>
        <translation>两个得分分别相同的查询会略微错开绘制。</translation>
    </message>
    <message>
        <source>A point is a query. Drag marks a rectangle, Shift and drag a free line, Ctrl adds.</source>
        <translation>每个点是一个查询。拖动可框选矩形，按住 Shift 拖动可自由圈选，按住 Ctrl 可追加选择。</translation>
    </message>
    <message>
        <source>good from </source>
        <translation>好：不低于 </translation>
    </message>
    <message>
        <source>A query counts as good for a side when its score is at least this. It starts at half of the annotators for accuracies, and at the median of all scores for CIDEr, which has no natural level.</source>
        <translation>某一侧的得分不低于此值时，该查询对这一侧算作好。对准确率，初始值为标注者的半数；CIDEr 没有天然的界线，初始值为全部得分的中位数。</translation>
    </message>
    <message>
        <source>Score from which a query counts as good</source>
        <translation>查询算作好的最低得分</translation>
    </message>
    <message>
        <source>%1  (#%2)</source>
        <translation>%1  (#%2)</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A：%1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B：%1</translation>
    </message>
    <message>
        <source>No clear difference</source>
        <translation>无明显差异</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A 更好</translation>
    </message>
    <message>
        <source>B is better</source>
        <translation>B 更好</translation>
    </message>
    <message>
        <source>%1: A − B = %2 [%3, %4]</source>
        <translation>%1：A − B = %2 [%3, %4]</translation>
    </message>
    <message>
        <source>p &lt; 0.001</source>
        <translation>p &lt; 0.001</translation>
    </message>
    <message>
        <source>p = %1</source>
        <translation>p = %1</translation>
    </message>
    <message numerus="yes">
        <source>A %1, B %2; %3 on average over %n queries</source>
        <translation>
            <numerusform>A %1，B %2；%n 个查询的均值 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, two-sided; 95 % intervals from a paired bootstrap over queries (%2 resamples, fixed seed)</source>
        <translation>%1，双侧；95 % 区间由对查询的配对自助抽样得到（重抽样 %2 次，固定种子）</translation>
    </message>
    <message>
        <source>Left out: %1 queries that only A answered, %2 that only B answered.</source>
        <translation>未计入：仅 A 回答的 %1 个查询，仅 B 回答的 %2 个查询。</translation>
    </message>
    <message>
        <source>CIDEr weighs words by the queries of its evaluation, and these differ: compare the means with care.</source>
        <translation>CIDEr 按所在评估的查询为词加权，而两者的查询不同：请谨慎比较均值。</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>Both scores are below %1; such a query may be a win all the same</source>
        <translation>两个得分都低于 %1；这样的查询仍可能分出胜负</translation>
    </message>
    <message>
        <source>Both scores are at least %1; such a query may be a win all the same</source>
        <translation>两个得分都不低于 %1；这样的查询仍可能分出胜负</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Evaluations of a project are compared here.</source>
        <translation>在这里比较项目的评估。</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>还没有可比较的内容</translation>
    </message>
    <message>
        <source>This needs two finished cells of an evaluation of this task: two strategies, numbers of shots or seeds.</source>
        <translation>需要此任务的两个已完成的评估单元：两种策略、示例数或种子。</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>相等</translation>
    </message>
    <message>
        <source>This query is not in the present version of the data set.</source>
        <translation>此查询不在数据集的当前版本中。</translation>
    </message>
    <message>
        <source>The evaluations cannot be read</source>
        <translation>无法读取评估</translation>
    </message>
    <message>
        <source>These two cannot be compared</source>
        <translation>这两者无法比较</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunDetailsView</name>
    <message>
        <source>the present version</source>
        <translation>当前版本</translation>
    </message>
    <message>
        <source>an older version</source>
        <translation>较旧版本</translation>
    </message>
    <message>
        <source>not in this project</source>
        <translation>不在此项目中</translation>
    </message>
    <message>
        <source>%1 (run %2 on %3)</source>
        <translation>%1（%3 上的运行 %2）</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Not as Fulcrum does by itself</source>
        <translation>与 Fulcrum 默认做法不同之处</translation>
    </message>
    <message>
        <source>Not known of these results: %1.</source>
        <translation>这些结果缺少的信息：%1。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>用于</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入时间</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>计算机</translation>
    </message>
    <message>
        <source>Fulcrum</source>
        <translation>Fulcrum</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Spec SHA-256</source>
        <translation>规格 SHA-256</translation>
    </message>
    <message>
        <source>Data %1/%2</source>
        <translation>数据 %1/%2</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>溯源</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>the file is missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>%1, epoch %2</source>
        <translation>%1，轮次 %2</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>What failed</source>
        <translation>失败之处</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>There are no results yet.</source>
        <translation>还没有结果。</translation>
    </message>
    <message>
        <source>Mean over seeds, by shots</source>
        <translation>各示例数下种子的均值</translation>
    </message>
    <message>
        <source>± standard error over seeds. Best in bold, second underlined.</source>
        <translation>± 为种子间的标准误。最佳加粗，次佳加下划线。</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>末值</translation>
    </message>
    <message>
        <source>Least</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Most</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Spec</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Provenance, relations, checkpoints</source>
        <translation>溯源、关联与检查点</translation>
    </message>
    <message>
        <source>Metrics of the run</source>
        <translation>此运行的指标</translation>
    </message>
    <message>
        <source>What was asked for, as JSON</source>
        <translation>请求的内容，以 JSON 表示</translation>
    </message>
    <message>
        <source>The end of the run's log file</source>
        <translation>此运行日志文件的末尾</translation>
    </message>
    <message>
        <source>The run cannot be read</source>
        <translation>无法读取此运行</translation>
    </message>
    <message>
        <source>No run is selected</source>
        <translation>未选择运行</translation>
    </message>
    <message>
        <source>Choose a run to see what it remembers.</source>
        <translation>选择一次运行以查看其记录的内容。</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more selected</source>
        <translation>
            <numerusform>以及另外 %n 次所选运行</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no log.</source>
        <translation>没有日志。</translation>
    </message>
    <message>
        <source>… only the end is shown; the whole file is in the project's logs folder
</source>
        <translation>… 只显示末尾；完整文件在项目的 logs 文件夹中
</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunTree</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Every run by experiment, with all that it remembers</source>
        <translation>按实验列出每个运行及其全部记录</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Results as a table whose rows and columns you choose</source>
        <translation>以表格显示结果，行和列可自选</translation>
    </message>
    <message>
        <source>Filter by name, tag, strategy, state…</source>
        <translation>按名称、标签、策略、状态筛选…</translation>
    </message>
    <message>
        <source>Filter of the runs</source>
        <translation>筛选运行</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>There is no table of results.</source>
        <translation>没有结果表。</translation>
    </message>
    <message>
        <source>Select one run to export it.</source>
        <translation>请选择一次运行以导出。</translation>
    </message>
    <message>
        <source>The run is at work: wait until it has ended, or stop it.</source>
        <translation>此运行正在工作：请等待它结束，或停止它。</translation>
    </message>
    <message>
        <source>Export the table</source>
        <translation>导出表格</translation>
    </message>
    <message>
        <source>LaTeX (*.tex);;CSV (*.csv);;Markdown (*.md);;Text (*.txt)</source>
        <translation>LaTeX (*.tex);;CSV (*.csv);;Markdown (*.md);;文本 (*.txt)</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 次运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n runs</source>
        <translation>
            <numerusform>%1 / %n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Runs belong to a project.</source>
        <translation>运行属于项目。</translation>
    </message>
    <message>
        <source>The runs cannot be read</source>
        <translation>无法读取运行</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>Evaluate, or import results of the published code.</source>
        <translation>请进行评估，或导入已发表代码的结果。</translation>
    </message>
    <message>
        <source>No run matches</source>
        <translation>没有匹配的运行</translation>
    </message>
    <message>
        <source>All runs are archived.</source>
        <translation>所有运行都已归档。</translation>
    </message>
    <message>
        <source>No run has “%1” in its name, tags, strategies or state.</source>
        <translation>没有运行的名称、标签、策略或状态含有“%1”。</translation>
    </message>
    <message>
        <source>Edit &amp;note</source>
        <translation>编辑备注(&amp;N)</translation>
    </message>
    <message>
        <source>Write a note to the selected run</source>
        <translation>为所选运行写备注</translation>
    </message>
    <message>
        <source>&amp;Tag runs…</source>
        <translation>为运行添加标签(&amp;T)…</translation>
    </message>
    <message>
        <source>Give the selected runs a tag, or take it from them</source>
        <translation>为所选运行添加或移除标签</translation>
    </message>
    <message>
        <source>Set as &amp;active runs</source>
        <translation>设为当前运行(&amp;A)</translation>
    </message>
    <message>
        <source>The table of results and the charts are about the selected runs</source>
        <translation>结果表和图表以所选运行为准</translation>
    </message>
    <message>
        <source>&amp;No active runs</source>
        <translation>无当前运行(&amp;N)</translation>
    </message>
    <message>
        <source>The table and the charts are about the newest evaluation of each task</source>
        <translation>结果表和图表以每种任务类型的最新评估为准</translation>
    </message>
    <message>
        <source>&amp;Export run…</source>
        <translation>导出运行(&amp;E)…</translation>
    </message>
    <message>
        <source>Write spec, metrics, per-query scores and log of the selected run as a zip file</source>
        <translation>将所选运行的规格、指标、各查询得分和日志写为 zip 文件</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>打开文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Show the folder with the run's checkpoints, or that of its log</source>
        <translation>显示此运行的检查点所在文件夹，或其日志所在文件夹</translation>
    </message>
    <message>
        <source>Copy the e&amp;quivalent command</source>
        <translation>复制等效命令(&amp;Q)</translation>
    </message>
    <message>
        <source>The command line that makes the selected run again</source>
        <translation>重新得到所选运行的命令行</translation>
    </message>
    <message>
        <source>Show in the D_&amp;M browser</source>
        <translation>在 D_M 浏览器中显示(&amp;M)</translation>
    </message>
    <message>
        <source>The anchors and sequences of the selected D_M</source>
        <translation>所选 D_M 的锚点和序列</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Show every run again</source>
        <translation>重新显示全部运行</translation>
    </message>
    <message>
        <source>&amp;Archive</source>
        <translation>归档(&amp;A)</translation>
    </message>
    <message>
        <source>Hide the selected runs from the list</source>
        <translation>在列表中隐藏所选运行</translation>
    </message>
    <message>
        <source>&amp;Unarchive</source>
        <translation>取消归档(&amp;U)</translation>
    </message>
    <message>
        <source>Show the selected runs in the list again</source>
        <translation>在列表中重新显示所选运行</translation>
    </message>
    <message>
        <source>&amp;Delete runs…</source>
        <translation>删除运行(&amp;D)…</translation>
    </message>
    <message>
        <source>Move the selected runs to the trash, where they stay for 30 days</source>
        <translation>将所选运行移到回收站，在那里保留 30 天</translation>
    </message>
    <message>
        <source>Show archived</source>
        <translation>显示已归档的运行</translation>
    </message>
    <message>
        <source>Archived runs too</source>
        <translation>也显示已归档的运行</translation>
    </message>
    <message>
        <source>Trash…</source>
        <translation>回收站…</translation>
    </message>
    <message>
        <source>Restore deleted runs, or remove them for good</source>
        <translation>恢复已删除的运行，或将其永久移除</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>Select a run first.</source>
        <translation>请先选择一次运行。</translation>
    </message>
    <message>
        <source>Select one run only.</source>
        <translation>请只选择一次运行。</translation>
    </message>
    <message>
        <source>Select an evaluation: others have no results to compare.</source>
        <translation>请选择一个评估：其他运行没有可比较的结果。</translation>
    </message>
    <message>
        <source>No run is active.</source>
        <translation>没有当前运行。</translation>
    </message>
    <message>
        <source>The selected runs are archived.</source>
        <translation>所选运行已归档。</translation>
    </message>
    <message>
        <source>The selected runs are not archived.</source>
        <translation>所选运行未归档。</translation>
    </message>
    <message>
        <source>Select a D_M run: others have no anchors.</source>
        <translation>请选择一次 D_M 运行：其他运行没有锚点。</translation>
    </message>
    <message>
        <source>Imported results have no command.</source>
        <translation>导入的结果没有命令。</translation>
    </message>
    <message>
        <source>Tag runs</source>
        <translation>为运行添加标签</translation>
    </message>
    <message numerus="yes">
        <source>Tag of %n runs; one that all of them have is taken away</source>
        <translation>
            <numerusform>%n 次运行的标签；若全部运行都有此标签，则将其移除</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete runs</source>
        <translation>删除运行</translation>
    </message>
    <message numerus="yes">
        <source>Move %n runs to the trash?</source>
        <translation>
            <numerusform>将 %n 次运行移到回收站？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>They stay there for 30 days and can be restored.</source>
        <translation>它们会在那里保留 30 天，可以恢复。</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Export run</source>
        <translation>导出运行</translation>
    </message>
    <message>
        <source>Run of Fulcrum (*.zip)</source>
        <translation>Fulcrum 运行 (*.zip)</translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation>正在写入 %1…</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>Give the selected run or experiment another name (F2)</source>
        <translation>为所选运行或实验改名 (F2)</translation>
    </message>
    <message>
        <source>Add to &amp;chart</source>
        <translation>添加到图表(&amp;C)</translation>
    </message>
    <message>
        <source>Draw the series of the selected runs beside those of the chart; the same as dragging them there</source>
        <translation>将所选运行的数据系列与图表中的并列绘制；与拖入图表相同</translation>
    </message>
    <message>
        <source>Select one run or one experiment only.</source>
        <translation>请只选择一个运行或一个实验。</translation>
    </message>
    <message>
        <source>Select an evaluation, a D_M or a training: embeddings have no series.</source>
        <translation>请选择评估、D_M 或训练：嵌入没有数据系列。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SampleGrid</name>
    <message numerus="yes">
        <source>%n samples</source>
        <translation>
            <numerusform>%n 个样本</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SampleTable</name>
    <message>
        <source>Reset columns</source>
        <translation>重置列</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SearchBox</name>
    <message>
        <source>Search captions, questions, answers, id:…</source>
        <translation>搜索描述、问题、答案、id:…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>补全</translation>
    </message>
    <message>
        <source>Character %1, “%2”: %3</source>
        <translation>第 %1 个字符，“%2”：%3</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SequenceFilm</name>
    <message>
        <source>One strategy, a row for each number of shots</source>
        <translation>一种策略，每种示例数量一行</translation>
    </message>
    <message numerus="yes">
        <source>%n added</source>
        <translation>
            <numerusform>新增 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>替换 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>reordered</source>
        <translation>顺序改变</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>已移动</translation>
    </message>
    <message>
        <source>Stable: every row begins like the one above.</source>
        <translation>稳定：每一行的开头与上一行相同。</translation>
    </message>
    <message>
        <source>Growing: every row keeps the one above in its order; places in the prompt move.</source>
        <translation>递增：每一行按原顺序保留上一行；在提示中的位置会移动。</translation>
    </message>
    <message>
        <source>Growing: every row keeps the one above, in another order.</source>
        <translation>递增：每一行保留上一行，但顺序不同。</translation>
    </message>
    <message numerus="yes">
        <source>Changing: from one row to the next up to %n demonstrations are replaced.</source>
        <translation>
            <numerusform>变化：相邻两行之间最多替换 %n 个示例。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>The number of shots of all layouts</source>
        <translation>所有布局的示例数量</translation>
    </message>
    <message numerus="yes">
        <source>Show all layouts with %n shots</source>
        <translation>
            <numerusform>所有布局使用 %n 个示例</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots: %1</source>
        <translation>
            <numerusform>%n 个示例：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>The model has not been asked about this sequence. Choose its number of shots, then ask in Lanes.</source>
        <translation>尚未就此序列询问模型。请选择其示例数量，然后在“泳道”中询问。</translation>
    </message>
    <message>
        <source>no prediction</source>
        <translation>无预测</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SequencesPage</name>
    <message>
        <source>Reveal the ground truth</source>
        <translation>显示真实答案</translation>
    </message>
    <message>
        <source>Show or hide the reference captions or answers of the query</source>
        <translation>显示或隐藏查询的参考描述或答案</translation>
    </message>
    <message>
        <source>Order of selection</source>
        <translation>选择顺序</translation>
    </message>
    <message>
        <source>Sort the cards by the step in which they were chosen instead of by their place in the prompt</source>
        <translation>按选中的步骤而不是在提示中的位置排列卡片</translation>
    </message>
    <message>
        <source>Fewer shots</source>
        <translation>减少示例</translation>
    </message>
    <message>
        <source>One demonstration less</source>
        <translation>少一个示例</translation>
    </message>
    <message>
        <source>More shots</source>
        <translation>增加示例</translation>
    </message>
    <message>
        <source>One demonstration more</source>
        <translation>多一个示例</translation>
    </message>
    <message>
        <source>Previous query</source>
        <translation>上一个查询</translation>
    </message>
    <message>
        <source>The query before in the official order</source>
        <translation>官方顺序中的上一个查询</translation>
    </message>
    <message>
        <source>Next query</source>
        <translation>下一个查询</translation>
    </message>
    <message>
        <source>The query after in the official order</source>
        <translation>官方顺序中的下一个查询</translation>
    </message>
    <message>
        <source>Previous lane</source>
        <translation>上一个策略</translation>
    </message>
    <message>
        <source>Move to the strategy above</source>
        <translation>移到上方的策略</translation>
    </message>
    <message>
        <source>Next lane</source>
        <translation>下一个策略</translation>
    </message>
    <message>
        <source>Move to the strategy below</source>
        <translation>移到下方的策略</translation>
    </message>
    <message>
        <source>Number of shots</source>
        <translation>示例数</translation>
    </message>
    <message>
        <source>Number of demonstrations in the prompt (, and .)</source>
        <translation>提示中的示例数（, 和 .）</translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the samples…</source>
        <translation>正在读取样本…</translation>
    </message>
    <message>
        <source>Pick a query</source>
        <translation>选择一个查询</translation>
    </message>
    <message>
        <source>Press Enter on a sample of the Data page to see the demonstrations that each strategy chooses for it.</source>
        <translation>在数据页的样本上按回车，即可查看各策略为它选择的示例。</translation>
    </message>
    <message>
        <source>Question %1</source>
        <translation>问题 %1</translation>
    </message>
    <message>
        <source>Image %1</source>
        <translation>图像 %1</translation>
    </message>
    <message>
        <source>Answers: %1</source>
        <translation>答案：%1</translation>
    </message>
    <message>
        <source>The answers are hidden. Press R to reveal them.</source>
        <translation>答案已隐藏。按 R 显示。</translation>
    </message>
    <message>
        <source>Describe this image</source>
        <translation>描述这张图像</translation>
    </message>
    <message>
        <source>The captions are hidden. Press R to reveal them.</source>
        <translation>描述已隐藏。按 R 显示。</translation>
    </message>
    <message>
        <source>What the models do now</source>
        <translation>模型当前的工作</translation>
    </message>
    <message>
        <source>%1, a demonstration looked at as a query</source>
        <translation>%1，作为查询查看的示例</translation>
    </message>
    <message>
        <source>What-if: drag cards, or Ctrl+Left and Ctrl+Right; Delete removes, Insert adds, F2 edits the text. The lanes stay as they are, a copy changes.</source>
        <translation>假设模式：拖动卡片，或按 Ctrl+左、Ctrl+右；Delete 移除，Insert 添加，F2 编辑文本。原策略行保持不变，改动的是副本。</translation>
    </message>
    <message>
        <source>Look at the demonstration as a query</source>
        <translation>把示例作为查询查看</translation>
    </message>
    <message>
        <source>Make the selected demonstration the current query; Alt+Left leads back</source>
        <translation>将所选示例设为当前查询；Alt+左返回</translation>
    </message>
    <message>
        <source>Show hidden lanes</source>
        <translation>显示隐藏的策略行</translation>
    </message>
    <message>
        <source>Bring back the lanes that were hidden</source>
        <translation>恢复被隐藏的策略行</translation>
    </message>
    <message>
        <source>Allow STTR as oracle</source>
        <translation>允许 STTR 作为神谕</translation>
    </message>
    <message>
        <source>Show STTR for captions, which looks at the query's true caption: an upper bound, not a method</source>
        <translation>在图像描述任务中显示 STTR，它会看到查询的真实描述：只是上界，不是方法</translation>
    </message>
    <message>
        <source>Ask the model about this lane</source>
        <translation>就此策略行询问模型</translation>
    </message>
    <message>
        <source>Predict with the sequence of the selected card and score the prediction</source>
        <translation>用所选卡片所在的序列预测并评分</translation>
    </message>
    <message>
        <source>Ask the model about all lanes</source>
        <translation>就所有策略行询问模型</translation>
    </message>
    <message>
        <source>Predict with every sequence that has no prediction yet</source>
        <translation>用每个还没有预测的序列预测</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>停止询问</translation>
    </message>
    <message>
        <source>Take back all questions to the models</source>
        <translation>撤回对模型的全部询问</translation>
    </message>
    <message>
        <source>Compute gains</source>
        <translation>计算增益</translation>
    </message>
    <message>
        <source>What each demonstration of the selected lane added</source>
        <translation>所选策略行中每个示例带来的增益</translation>
    </message>
    <message>
        <source>Leave one out</source>
        <translation>逐一剔除</translation>
    </message>
    <message>
        <source>What is lost without each demonstration of the selected lane</source>
        <translation>去掉所选策略行中每个示例的损失</translation>
    </message>
    <message>
        <source>Order sensitivity</source>
        <translation>顺序敏感性</translation>
    </message>
    <message>
        <source>The selected lane's demonstrations in other orders</source>
        <translation>所选策略行的示例换用其他顺序</translation>
    </message>
    <message>
        <source>What-if mode</source>
        <translation>假设模式</translation>
    </message>
    <message>
        <source>Change sequences and see what the model says then</source>
        <translation>改动序列，看模型怎么说</translation>
    </message>
    <message>
        <source>Move the demonstration left</source>
        <translation>左移示例</translation>
    </message>
    <message>
        <source>One place further from the query</source>
        <translation>离查询远一位</translation>
    </message>
    <message>
        <source>Move the demonstration right</source>
        <translation>右移示例</translation>
    </message>
    <message>
        <source>One place nearer to the query</source>
        <translation>离查询近一位</translation>
    </message>
    <message>
        <source>Remove the demonstration</source>
        <translation>移除示例</translation>
    </message>
    <message>
        <source>Take the selected card out of the sequence</source>
        <translation>将所选卡片移出序列</translation>
    </message>
    <message>
        <source>Insert demonstrations…</source>
        <translation>插入示例…</translation>
    </message>
    <message>
        <source>Choose samples of the train split to stand before the selected card</source>
        <translation>从训练集中选择样本，放在所选卡片之前</translation>
    </message>
    <message>
        <source>Edit the demonstration's text…</source>
        <translation>编辑示例的文本…</translation>
    </message>
    <message>
        <source>Give the selected card another caption or answer; the data set stays as it is</source>
        <translation>给所选卡片换一条描述或答案；数据集保持不变</translation>
    </message>
    <message>
        <source>Keep the what-if…</source>
        <translation>保留假设…</translation>
    </message>
    <message>
        <source>Store the selected what-if under a name</source>
        <translation>以某个名称保存所选假设</translation>
    </message>
    <message>
        <source>Discard the what-if</source>
        <translation>丢弃假设</translation>
    </message>
    <message>
        <source>Remove the selected what-if</source>
        <translation>移除所选假设</translation>
    </message>
    <message>
        <source>Save as fixed set…</source>
        <translation>保存为固定集合…</translation>
    </message>
    <message>
        <source>Store the demonstrations of the selected lane as a set</source>
        <translation>将所选策略行的示例保存为集合</translation>
    </message>
    <message>
        <source>Select a card first.</source>
        <translation>请先选择一张卡片。</translation>
    </message>
    <message>
        <source>Turn what-if mode on first (W).</source>
        <translation>请先打开假设模式（W）。</translation>
    </message>
    <message>
        <source>Select a card of a what-if first.</source>
        <translation>请先选择某个假设中的卡片。</translation>
    </message>
    <message>
        <source>Pick a query first.</source>
        <translation>请先选择一个查询。</translation>
    </message>
    <message>
        <source>Every lane has a prediction.</source>
        <translation>每个策略行都已有预测。</translation>
    </message>
    <message>
        <source>No model is being asked.</source>
        <translation>没有正在询问的模型。</translation>
    </message>
    <message>
        <source>No lane is hidden.</source>
        <translation>没有隐藏的策略行。</translation>
    </message>
    <message>
        <source>STTR needs no oracle for questions.</source>
        <translation>对问题而言，STTR 无需神谕。</translation>
    </message>
    <message>
        <source>What if it said something else?</source>
        <translation>如果它说的是别的呢？</translation>
    </message>
    <message>
        <source>Answer that the demonstration gives to “%1”:</source>
        <translation>示例对“%1”的回答：</translation>
    </message>
    <message>
        <source>Caption of the demonstration:</source>
        <translation>示例的描述：</translation>
    </message>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>一个假设最多有 %n 个示例。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save as fixed set</source>
        <translation>保存为固定集合</translation>
    </message>
    <message>
        <source>Keep the what-if</source>
        <translation>保留假设</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>%1, query %2</source>
        <translation>%1，查询 %2</translation>
    </message>
    <message>
        <source>Random lane</source>
        <translation>随机策略行</translation>
    </message>
    <message>
        <source>Seed of the draw:</source>
        <translation>抽取的种子：</translation>
    </message>
    <message>
        <source>Choose a query first: its sequences are exported as a figure.</source>
        <translation>请先选择一个查询：其序列会导出为图。</translation>
    </message>
    <message>
        <source>No lane has a sequence yet.</source>
        <translation>还没有策略行有序列。</translation>
    </message>
    <message>
        <source>Export the sequences</source>
        <translation>导出序列</translation>
    </message>
    <message>
        <source>The images are embedded in the file. Images of COCO belong to their photographers on Flickr and have different licences (“license” in COCO's annotation files), some without commercial use or changes: check those of the images that you publish, and name their sources.</source>
        <translation>图像会嵌入文件中。COCO 的图像归其 Flickr 摄影者所有，许可各不相同（见 COCO 标注文件中的“license”），有些不允许商业使用或改动：请检查所要发表图像的许可，并注明来源。</translation>
    </message>
    <message>
        <source>The query's reference is left out because it is hidden (R reveals it).</source>
        <translation>查询的参考已隐藏，因此未包含（按 R 显示）。</translation>
    </message>
    <message>
        <source>The queries cannot be read</source>
        <translation>无法读取查询</translation>
    </message>
    <message>
        <source>Send to Compare</source>
        <translation>发送到“比较”</translation>
    </message>
    <message>
        <source>Compare the other strategies with the selected lane, position by position</source>
        <translation>将其他策略与所选泳道逐位比较</translation>
    </message>
    <message>
        <source>Its strategy makes the film strip: choose another layout first.</source>
        <translation>胶片条由其策略生成：请先选择其他布局。</translation>
    </message>
    <message>
        <source>Layout of the sequences</source>
        <translation>序列布局</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>泳道</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Diff</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Film strip</source>
        <translation>胶片条</translation>
    </message>
    <message>
        <source>What is seen here, in a sentence</source>
        <translation>用一句话说明所见</translation>
    </message>
    <message>
        <source>Reading the sequences…</source>
        <translation>正在读取序列…</translation>
    </message>
    <message>
        <source>No strategy has a sequence to follow</source>
        <translation>没有策略有可跟踪的序列</translation>
    </message>
    <message>
        <source>The lanes say why: embeddings or a trained Lever-LM may be missing.</source>
        <translation>泳道中说明了原因：可能缺少嵌入或训练好的 Lever-LM。</translation>
    </message>
    <message>
        <source>Fewer than two strategies have a sequence</source>
        <translation>有序列的策略不足两种</translation>
    </message>
    <message>
        <source>The lanes say why: embeddings, a trained Lever-LM or an evaluation may be missing.</source>
        <translation>泳道中说明了原因：可能缺少嵌入、训练好的 Lever-LM 或评估。</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Choose the strategy that is followed</source>
        <translation>选择要跟踪的策略</translation>
    </message>
    <message>
        <source>Choose what stands here</source>
        <translation>选择此处显示的内容</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message numerus="yes">
        <source>%n in both, %1 of them moved · Jaccard %2 · order %3</source>
        <translation>
            <numerusform>共同 %n 个，其中 %1 个移动 · Jaccard %2 · 顺序 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Every strategy a row, its demonstrations from left to right</source>
        <translation>每种策略一行，示例从左到右</translation>
    </message>
    <message>
        <source>Every strategy a column, equal prompt positions in a row</source>
        <translation>每种策略一列，相同的提示位置在同一行</translation>
    </message>
    <message>
        <source>Two strategies: what both chose, what moved, what only one chose</source>
        <translation>两种策略：共同选择的、移动的、仅一方选择的</translation>
    </message>
    <message>
        <source>One strategy from 1 to 8 shots: how its sequence grows or changes</source>
        <translation>一种策略，示例从 1 到 8 个：其序列如何增长或变化</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SeriesPanel</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>circle</source>
        <translation>圆形</translation>
    </message>
    <message>
        <source>square</source>
        <translation>方形</translation>
    </message>
    <message>
        <source>triangle</source>
        <translation>三角形</translation>
    </message>
    <message>
        <source>triangle, down</source>
        <translation>倒三角形</translation>
    </message>
    <message>
        <source>diamond</source>
        <translation>菱形</translation>
    </message>
    <message>
        <source>cross</source>
        <translation>叉形</translation>
    </message>
    <message>
        <source>star</source>
        <translation>星形</translation>
    </message>
    <message>
        <source>plus</source>
        <translation>加号</translation>
    </message>
    <message>
        <source>solid</source>
        <translation>实线</translation>
    </message>
    <message>
        <source>dashed</source>
        <translation>虚线</translation>
    </message>
    <message>
        <source>dash and dot</source>
        <translation>点划线</translation>
    </message>
    <message>
        <source>dotted</source>
        <translation>点线</translation>
    </message>
    <message>
        <source>long dashes</source>
        <translation>长虚线</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Name of “%1”</source>
        <translation>“%1”的名称</translation>
    </message>
    <message>
        <source>Choose the colour that this series has in every view</source>
        <translation>选择此曲线在所有视图中的颜色</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Back to the colour, marker, dash and name of the palette</source>
        <translation>恢复调色板的颜色、标记、线型和名称</translation>
    </message>
    <message>
        <source>Reset the look of “%1”</source>
        <translation>重置“%1”的外观</translation>
    </message>
    <message>
        <source>Marker of “%1”</source>
        <translation>“%1”的标记</translation>
    </message>
    <message>
        <source>Dash of “%1”</source>
        <translation>“%1”的线型</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Dash</source>
        <translation>线型</translation>
    </message>
    <message>
        <source>Series of a group stand together in the list and in the legend</source>
        <translation>同一分组的曲线在列表和图例中排在一起</translation>
    </message>
    <message>
        <source>Group of “%1”</source>
        <translation>“%1”的分组</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Colour of the series</source>
        <translation>曲线的颜色</translation>
    </message>
    <message>
        <source>Colour of “%1”</source>
        <translation>“%1”的颜色</translation>
    </message>
    <message>
        <source>Show only this one</source>
        <translation>只显示此项</translation>
    </message>
    <message>
        <source>Show only the group “%1”</source>
        <translation>只显示分组“%1”</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetCanvas</name>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>The query comes here: the last demonstration stands next to it</source>
        <translation>查询在此处：最后一个示例紧邻它</translation>
    </message>
    <message>
        <source>Demonstrations of the set in prompt order</source>
        <translation>集合的示例，按提示顺序</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetCard</name>
    <message>
        <source>Demonstration %1 of %2: %3</source>
        <translation>第 %1 个示例，共 %2 个：%3</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetComparison</name>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Set %1</source>
        <translation>集合 %1</translation>
    </message>
    <message>
        <source>Numbers of both sets</source>
        <translation>两个集合的数值</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>%1 [%2, %3]</source>
        <translation>%1 [%2, %3]</translation>
    </message>
    <message numerus="yes">
        <source>Score, %n shots</source>
        <translation>
            <numerusform>得分，%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 [%2, %3], p %4</source>
        <translation>%1 [%2, %3], p %4</translation>
    </message>
    <message>
        <source>&lt; 0.001</source>
        <translation>&lt; 0.001</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>not over the same queries and shots</source>
        <translation>查询和示例数不相同</translation>
    </message>
    <message>
        <source>Coverage (mean distance of a query)</source>
        <translation>覆盖度（查询的平均距离）</translation>
    </message>
    <message>
        <source>Redundancy (mean similarity)</source>
        <translation>冗余度（平均相似度）</translation>
    </message>
    <message>
        <source>Words of a demonstration</source>
        <translation>每个示例的词数</translation>
    </message>
    <message>
        <source>%1 in both, %2 only in A, %3 only in B · Jaccard %4 · order %5</source>
        <translation>%1 个共有，%2 个仅在 A，%3 个仅在 B · Jaccard %4 · 顺序 %5</translation>
    </message>
    <message>
        <source>A − B</source>
        <translation>A − B</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Sets of a project are compared here.</source>
        <translation>在这里比较项目的集合。</translation>
    </message>
    <message>
        <source>Fewer than two sets</source>
        <translation>集合少于两个</translation>
    </message>
    <message>
        <source>Make sets on the Sets page: by hand, from Lever-LM, from a D_M or from a file.</source>
        <translation>请在集合页上创建集合：手工选择，或来自 Lever-LM、D_M 或文件。</translation>
    </message>
    <message>
        <source>The sets cannot be read</source>
        <translation>无法读取集合</translation>
    </message>
    <message>
        <source>Reading the sets…</source>
        <translation>正在读取集合…</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetFactsView</name>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Mean over the evaluated queries with a 95 % interval from a bootstrap over queries, and how the queries are spread</source>
        <translation>已评估查询的均值及对查询自助抽样的 95 % 区间，以及查询得分的分布</translation>
    </message>
    <message>
        <source>Evaluation of this set</source>
        <translation>此集合的评估</translation>
    </message>
    <message>
        <source>Scores of the queries</source>
        <translation>查询的得分</translation>
    </message>
    <message>
        <source>Coverage and redundancy</source>
        <translation>覆盖度与冗余度</translation>
    </message>
    <message>
        <source>Coverage: cosine distance of each validation query to the nearest member, by image in the encoder’s space; small is near. Redundancy: mean cosine similarity of all pairs of members; 1 = the same picture again and again.</source>
        <translation>覆盖度：每个验证集查询到最近成员的余弦距离，按编码器空间中的图像计算；越小越近。冗余度：所有成员两两之间的平均余弦相似度；1 = 全是同一张图片。</translation>
    </message>
    <message>
        <source>Distances of the queries to the set</source>
        <translation>查询到集合的距离</translation>
    </message>
    <message>
        <source>mean similarity of two members</source>
        <translation>两个成员的平均相似度</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Words of what each demonstration shows, and which types of answers it gives</source>
        <translation>每个示例所展示内容的词数，以及给出的答案类型</translation>
    </message>
    <message>
        <source>Answer types</source>
        <translation>答案类型</translation>
    </message>
    <message numerus="yes">
        <source>Run %1, %2, %n shots</source>
        <translation>
            <numerusform>运行 %1，%2，%n 个示例</numerusform>
        </translation>
    </message>
    <message>
        <source>queries</source>
        <translation>查询</translation>
    </message>
    <message numerus="yes">
        <source>mean distance of %n queries to the nearest member</source>
        <translation>
            <numerusform>%n 个查询到最近成员的平均距离</numerusform>
        </translation>
    </message>
    <message>
        <source>needs two members</source>
        <translation>需要两个成员</translation>
    </message>
    <message>
        <source>%1 words on average, %2 to %3</source>
        <translation>平均 %1 个词，%2 到 %3</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1：%2 / %3</translation>
    </message>
    <message>
        <source>No evaluation has used this set in this order yet.</source>
        <translation>还没有评估按此顺序使用过此集合。</translation>
    </message>
    <message>
        <source>%1 [%2, %3]</source>
        <translation>%1 [%2, %3]</translation>
    </message>
    <message numerus="yes">
        <source>%1 over %n queries; 95 % interval: bootstrap over queries</source>
        <translation>
            <numerusform>%n 个查询的 %1；95 % 区间：对查询自助抽样</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetsPage</name>
    <message>
        <source>Sets</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Make a set or read one from a file</source>
        <translation>创建集合或从文件读取集合</translation>
    </message>
    <message>
        <source>Sets of this task</source>
        <translation>此任务的集合</translation>
    </message>
    <message>
        <source>Drop a set file anywhere on this page to read it.</source>
        <translation>将集合文件拖放到此页任意位置即可读取。</translation>
    </message>
    <message>
        <source>Evaluate this set</source>
        <translation>评估此集合</translation>
    </message>
    <message>
        <source>made %1</source>
        <translation>创建于 %1</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Sets belong to a project.</source>
        <translation>集合属于项目。</translation>
    </message>
    <message>
        <source>No sets for this task yet</source>
        <translation>此任务还没有集合</translation>
    </message>
    <message>
        <source>A set is a list of demonstrations in an order that is the same for every query. Select samples on the Data page and press A, save a lane of the Sequences page, or start here.</source>
        <translation>集合是一列示例，其顺序对每个查询都相同。可在数据页上选择样本并按 A、保存序列页的一个策略行，或从这里开始。</translation>
    </message>
    <message>
        <source>ICD sets (*.json)</source>
        <translation>ICD 集合 (*.json)</translation>
    </message>
    <message>
        <source>From the selected samples</source>
        <translation>由所选样本创建</translation>
    </message>
    <message>
        <source>A new set of the samples that are selected on the Data page, in their order</source>
        <translation>用数据页上所选的样本按其顺序新建集合</translation>
    </message>
    <message>
        <source>What Lever-LM writes most often…</source>
        <translation>Lever-LM 最常写出的序列…</translation>
    </message>
    <message>
        <source>A new set of the sequence that Lever-LM wrote for most queries of an evaluation</source>
        <translation>用 Lever-LM 在一次评估中为最多查询写出的序列新建集合</translation>
    </message>
    <message>
        <source>Best of a D_M…</source>
        <translation>D_M 中最好的示例…</translation>
    </message>
    <message>
        <source>A new set of the demonstrations that helped most in a D_M</source>
        <translation>用 D_M 中帮助最大的示例新建集合</translation>
    </message>
    <message>
        <source>Import ICD set…</source>
        <translation>导入 ICD 集合…</translation>
    </message>
    <message>
        <source>Read a set from a JSON file: a list of ids, or what Fulcrum has exported</source>
        <translation>从 JSON 文件读取集合：编号列表，或 Fulcrum 导出的内容</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Give the set another name (F2 in the list)</source>
        <translation>为集合另取名称（在列表中按 F2）</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制为新集合</translation>
    </message>
    <message>
        <source>Make a copy to change</source>
        <translation>创建一个可修改的副本</translation>
    </message>
    <message>
        <source>Export set…</source>
        <translation>导出集合…</translation>
    </message>
    <message>
        <source>Write the set as JSON</source>
        <translation>将集合写为 JSON</translation>
    </message>
    <message>
        <source>Delete set</source>
        <translation>删除集合</translation>
    </message>
    <message>
        <source>Delete the set; Undo brings it back</source>
        <translation>删除集合；可用“撤销”恢复</translation>
    </message>
    <message>
        <source>Evaluate this set…</source>
        <translation>评估此集合…</translation>
    </message>
    <message>
        <source>Open the evaluation form with this set filled in</source>
        <translation>打开已填入此集合的评估表单</translation>
    </message>
    <message>
        <source>Add demonstrations…</source>
        <translation>添加示例…</translation>
    </message>
    <message>
        <source>Choose samples of the train split for the set (Ins)</source>
        <translation>从训练集中为集合选择样本（Ins）</translation>
    </message>
    <message>
        <source>Remove the demonstration from the set</source>
        <translation>从集合中移除示例</translation>
    </message>
    <message>
        <source>Take the selected card out of the set (Del)</source>
        <translation>将所选卡片移出集合（Del）</translation>
    </message>
    <message>
        <source>Move the member left</source>
        <translation>左移成员</translation>
    </message>
    <message>
        <source>One place further from the query (Ctrl+Left)</source>
        <translation>离查询远一位（Ctrl+Left）</translation>
    </message>
    <message>
        <source>Move the member right</source>
        <translation>右移成员</translation>
    </message>
    <message>
        <source>One place nearer to the query (Ctrl+Right)</source>
        <translation>离查询近一位（Ctrl+Right）</translation>
    </message>
    <message>
        <source>Choose a set on the Sets page first.</source>
        <translation>请先在集合页上选择一个集合。</translation>
    </message>
    <message>
        <source>Select samples of the train split on the Data page first.</source>
        <translation>请先在数据页上选择训练集的样本。</translation>
    </message>
    <message>
        <source>Demonstrations come from the train split: choose it on the Data page.</source>
        <translation>示例来自训练集：请在数据页上选择训练集。</translation>
    </message>
    <message numerus="yes">
        <source>A set has at most %n demonstrations.</source>
        <translation>
            <numerusform>一个集合最多有 %n 个示例。</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no evaluation yet: Jobs &gt; Evaluate…</source>
        <translation>还没有评估：“任务 &gt; 评估…”</translation>
    </message>
    <message>
        <source>There is no D_M yet: Jobs &gt; Build D_M…</source>
        <translation>还没有 D_M：“任务 &gt; 构建 D_M…”</translation>
    </message>
    <message>
        <source>Select a card of the set first.</source>
        <translation>请先选择集合中的一张卡片。</translation>
    </message>
    <message>
        <source>A set needs a demonstration: delete the set instead.</source>
        <translation>集合至少需要一个示例：请改为删除集合。</translation>
    </message>
    <message>
        <source>It is the first already.</source>
        <translation>它已是第一个。</translation>
    </message>
    <message>
        <source>It stands next to the query already.</source>
        <translation>它已紧邻查询。</translation>
    </message>
    <message>
        <source>Chosen by hand</source>
        <translation>人手选定</translation>
    </message>
    <message>
        <source>Import ICD sets</source>
        <translation>导入 ICD 集合</translation>
    </message>
    <message>
        <source>“%1” is for the other task and was added there.</source>
        <translation>“%1”属于另一任务类型，已添加到那里。</translation>
    </message>
    <message>
        <source>Evaluate set %1</source>
        <translation>评估集合 %1</translation>
    </message>
    <message>
        <source>Move a demonstration of “%1”</source>
        <translation>移动“%1”的一个示例</translation>
    </message>
    <message>
        <source>Remove a demonstration from “%1”</source>
        <translation>从“%1”移除一个示例</translation>
    </message>
    <message>
        <source>Add demonstrations to “%1”</source>
        <translation>向“%1”添加示例</translation>
    </message>
    <message numerus="yes">
        <source>A set has each demonstration once and at most %n of them; the others were left out.</source>
        <translation>
            <numerusform>集合中每个示例只出现一次，最多 %n 个；其余的未加入。</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a set first.</source>
        <translation>请先选择一个集合。</translation>
    </message>
    <message>
        <source>Export the set</source>
        <translation>导出集合</translation>
    </message>
    <message>
        <source>Reading the samples…</source>
        <translation>正在读取样本…</translation>
    </message>
    <message>
        <source>The sets cannot be read</source>
        <translation>无法读取集合</translation>
    </message>
    <message>
        <source>The samples of the sets cannot be read</source>
        <translation>无法读取集合的样本</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::StepInspector</name>
    <message>
        <source>Exclude and regenerate</source>
        <translation>排除并重新生成</translation>
    </message>
    <message>
        <source>Likelihood of the true answer as the sequence grew</source>
        <translation>序列增长过程中真实答案的似然</translation>
    </message>
    <message>
        <source>What is lost without each demonstration</source>
        <translation>去掉每个示例的损失</translation>
    </message>
    <message>
        <source>Likelihood of the true answer in other orders</source>
        <translation>其他顺序下真实答案的似然</translation>
    </message>
    <message>
        <source>Gains</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>P(y|x,S) of the query's true answer y after each step; gain: difference to the step before; log-gain: the same of the logarithms</source>
        <translation>每一步之后查询真实答案 y 的 P(y|x,S)；增益：与上一步之差；对数增益：对数之差</translation>
    </message>
    <message>
        <source>Leave one out</source>
        <translation>逐一剔除</translation>
    </message>
    <message>
        <source>P(y|x,S) minus P(y|x,S without this demonstration)</source>
        <translation>P(y|x,S) 减去去掉该示例后的 P(y|x,S)</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>P(y|x,S) of the same demonstrations in other orders: all of them up to four, else 24</source>
        <translation>同样的示例在其他顺序下的 P(y|x,S)：不超过四个时取全部顺序，否则取 24 种</translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation>备选</translation>
    </message>
    <message>
        <source>The best candidates of this step; what was chosen is marked</source>
        <translation>该步最好的候选；选中者有标记</translation>
    </message>
    <message>
        <source>Alternatives of the step</source>
        <translation>该步的备选</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Compute: %1</source>
        <translation>计算：%1</translation>
    </message>
    <message>
        <source>Select a card</source>
        <translation>选择一张卡片</translation>
    </message>
    <message>
        <source>Select a demonstration on the Sequences page to see why it was chosen and what it does.</source>
        <translation>在序列页上选择一个示例，查看它为何被选中以及有何作用。</translation>
    </message>
    <message>
        <source>%1: step %2, place %3 of %4</source>
        <translation>%1：第 %2 步，位置 %3/%4</translation>
    </message>
    <message>
        <source>image and text</source>
        <translation>图像和文本</translation>
    </message>
    <message>
        <source>image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message numerus="yes">
        <source>Lever-LM sees the query's %1 and the candidates' %2; %n candidates.</source>
        <translation>
            <numerusform>Lever-LM 看到查询的%1和候选的%2；共 %n 个候选。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1
Sample %2</source>
        <translation>%1
样本 %2</translation>
    </message>
    <message>
        <source>Looking for the alternatives…</source>
        <translation>正在查找备选…</translation>
    </message>
    <message>
        <source>The alternatives of this step are not known: an earlier choice differs from what is chosen now.</source>
        <translation>该步的备选未知：之前的某个选择与现在的不同。</translation>
    </message>
    <message>
        <source>These have %1 of the probability.</source>
        <translation>它们占概率的 %1。</translation>
    </message>
    <message>
        <source>Margin of the first over the second: %1.</source>
        <translation>第一名领先第二名 %1。</translation>
    </message>
    <message>
        <source>Entropy: %1 bits.</source>
        <translation>熵：%1 比特。</translation>
    </message>
    <message>
        <source>Lever-LM writes the sequence again and may not use this demonstration; a what-if shows it</source>
        <translation>Lever-LM 重新写出序列且不得使用此示例；结果显示为一个假设</translation>
    </message>
    <message>
        <source>Only a sequence that a Lever-LM of this project wrote can be written again.</source>
        <translation>只有本项目的 Lever-LM 写出的序列才能重新写出。</translation>
    </message>
    <message numerus="yes">
        <source>%n forward passes</source>
        <translation>
            <numerusform>%n 次前向计算</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>No score yet. %1; the model is loaded first.</source>
        <translation>尚无分数。%1；先要加载模型。</translation>
    </message>
    <message>
        <source>No score yet. %1, about %2 on this device.</source>
        <translation>尚无分数。%1，在此设备上约需 %2。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>P(y|x) without demonstrations: %1</source>
        <translation>没有示例时的 P(y|x)：%1</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>log-gain</source>
        <translation>对数增益</translation>
    </message>
    <message>
        <source>total</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>Step %1, place %2: P(y|x,S) %3, gain %4</source>
        <translation>第 %1 步，位置 %2：P(y|x,S) %3，增益 %4</translation>
    </message>
    <message>
        <source>The official gain is the difference of probabilities, not of logarithms.</source>
        <translation>官方的增益是概率之差，而不是对数之差。</translation>
    </message>
    <message>
        <source>%1
P(y|x,S) falls from %2 to %3 without it</source>
        <translation>%1
去掉它后 P(y|x,S) 由 %2 变为 %3</translation>
    </message>
    <message>
        <source>Without this demonstration P(y|x,S) falls by %1.</source>
        <translation>去掉此示例后 P(y|x,S) 下降 %1。</translation>
    </message>
    <message>
        <source>Without this demonstration P(y|x,S) rises by %1.</source>
        <translation>去掉此示例后 P(y|x,S) 上升 %1。</translation>
    </message>
    <message>
        <source>present order %1: %2</source>
        <translation>当前顺序 %1：%2</translation>
    </message>
    <message>
        <source>order %1: %2</source>
        <translation>顺序 %1：%2</translation>
    </message>
    <message>
        <source>The present order (diamond) is number %1 of %2.</source>
        <translation>当前顺序（菱形）排第 %1，共 %2 种。</translation>
    </message>
    <message>
        <source>The best is %1, %2.</source>
        <translation>最好的是 %1，%2。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>What Lever-LM looked at when it chose this demonstration: the mean over all heads, then each head (layer·head)</source>
        <translation>Lever-LM 选择此示例时关注的内容：先是所有注意力头的平均，然后是各个头（层·头）</translation>
    </message>
    <message>
        <source>Attention of Lever-LM at this step</source>
        <translation>Lever-LM 在此步的注意力</translation>
    </message>
    <message>
        <source>Attention is a diagnostic, not an explanation.</source>
        <translation>注意力是诊断信息，不是解释。</translation>
    </message>
    <message>
        <source>BOS</source>
        <translation>BOS</translation>
    </message>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::StylePanel</name>
    <message>
        <source>below</source>
        <translation>下方</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右侧</translation>
    </message>
    <message>
        <source>top left</source>
        <translation>左上</translation>
    </message>
    <message>
        <source>top right</source>
        <translation>右上</translation>
    </message>
    <message>
        <source>bottom left</source>
        <translation>左下</translation>
    </message>
    <message>
        <source>bottom right</source>
        <translation>右下</translation>
    </message>
    <message>
        <source>where it was dragged</source>
        <translation>拖放到的位置</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>NeurIPS single column, 5.5 in</source>
        <translation>NeurIPS 单栏，5.5 英寸</translation>
    </message>
    <message>
        <source>Half width, 2.7 in</source>
        <translation>半栏宽度，2.7 英寸</translation>
    </message>
    <message>
        <source>Slide 16:9</source>
        <translation>幻灯片 16:9</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>样式</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Everything of this panel back to how it was at first</source>
        <translation>将此面板的全部设置恢复为初始状态</translation>
    </message>
    <message>
        <source>Reset the style of the chart</source>
        <translation>重置图表的样式</translation>
    </message>
    <message>
        <source>Size on paper</source>
        <translation>纸上尺寸</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Size of the chart</source>
        <translation>图表的尺寸</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> 毫米</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>字体</translation>
    </message>
    <message>
        <source>Font of exported figures; on screen the font of the window is used</source>
        <translation>导出图的字体；屏幕上使用窗口的字体</translation>
    </message>
    <message>
        <source>Font of the chart</source>
        <translation>图表的字体</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> 磅</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Text size of the chart</source>
        <translation>图表的文字大小</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Title of the chart</source>
        <translation>图表的标题</translation>
    </message>
    <message>
        <source>x label</source>
        <translation>x 轴标签</translation>
    </message>
    <message>
        <source>Label of the x axis</source>
        <translation>x 轴的标签</translation>
    </message>
    <message>
        <source>y label</source>
        <translation>y 轴标签</translation>
    </message>
    <message>
        <source>Label of the y axis</source>
        <translation>y 轴的标签</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Range of an axis</source>
        <translation>坐标轴范围</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>坐标轴</translation>
    </message>
    <message>
        <source>x from</source>
        <translation>x 轴起点</translation>
    </message>
    <message>
        <source>x to</source>
        <translation>x 轴终点</translation>
    </message>
    <message>
        <source>y from</source>
        <translation>y 轴起点</translation>
    </message>
    <message>
        <source>y to</source>
        <translation>y 轴终点</translation>
    </message>
    <message>
        <source>x range</source>
        <translation>x 轴范围</translation>
    </message>
    <message>
        <source>y range</source>
        <translation>y 轴范围</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>Place of the legend</source>
        <translation>图例的位置</translation>
    </message>
    <message>
        <source>Hatched for print</source>
        <translation>打印用线纹</translation>
    </message>
    <message>
        <source>Bands, bars and bins get lines of different directions, for black and white</source>
        <translation>阴影、条形和直方柱用不同方向的线填充，适合黑白打印</translation>
    </message>
    <message>
        <source>Seeds in the legend</source>
        <translation>图例中显示种子数</translation>
    </message>
    <message>
        <source>How many seeds each mean is made of</source>
        <translation>每个均值由多少个种子得出</translation>
    </message>
    <message>
        <source>Clip outliers</source>
        <translation>裁剪离群值</translation>
    </message>
    <message>
        <source>Show the middle 98 % of the values; the chart says how many points are outside</source>
        <translation>显示中间 98 % 的值；图表会注明有多少个点在范围外</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>De-biased moving average; the raw curve stays visible, pale</source>
        <translation>去偏滑动平均；原始曲线以浅色保持可见</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::TagEditor</name>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message numerus="yes">
        <source>Tags of %n samples</source>
        <translation>
            <numerusform>%n 个样本的标签</numerusform>
        </translation>
    </message>
    <message>
        <source>Find or create a tag</source>
        <translation>查找或新建标签</translation>
    </message>
    <message>
        <source>Create “%1”</source>
        <translation>新建“%1”</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::WelcomePage</name>
    <message>
        <source>not found: %1</source>
        <translation>未找到：%1</translation>
    </message>
    <message>
        <source>Fulcrum</source>
        <translation>Fulcrum</translation>
    </message>
    <message>
        <source>See which demonstrations move a vision-language model, and why.</source>
        <translation>看清哪些示例撬动视觉语言模型，以及原因。</translation>
    </message>
    <message>
        <source>Open the demo project</source>
        <translation>打开演示项目</translation>
    </message>
    <message>
        <source>Tiny World: synthetic images with small but real models. Runs on any computer.</source>
        <translation>Tiny World：合成图像，配有真实的小模型。可在任何计算机上运行。</translation>
    </message>
    <message>
        <source>New project from COCO or VQAv2</source>
        <translation>从 COCO 或 VQAv2 新建项目</translation>
    </message>
    <message>
        <source>Choose the annotation files and the image folders. Nothing is copied.</source>
        <translation>选择标注文件和图像文件夹。不会复制任何内容。</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>A folder NAME.fulcrum that Fulcrum or fulcrum-cli has made.</source>
        <translation>由 Fulcrum 或 fulcrum-cli 创建的 NAME.fulcrum 文件夹。</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台计算机</translation>
    </message>
    <message>
        <source>None yet. The demo project is a good first one.</source>
        <translation>还没有。演示项目是不错的开始。</translation>
    </message>
</context>
<context>
    <name>fulcrum::views::WordHistogram</name>
    <message>
        <source>Number of words</source>
        <translation>词数</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>%1+</source>
        <translation>%1+</translation>
    </message>
    <message>
        <source>%1 words and more: %2 samples</source>
        <translation>%1 个词及以上：%2 个样本</translation>
    </message>
    <message>
        <source>%1 words: %2 samples</source>
        <translation>%1 个词：%2 个样本</translation>
    </message>
</context>
</TS>
